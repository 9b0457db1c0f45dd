"""What the server answers, as shapes with units: `words`, `network`, `runs`, `series`, `studies`.

The page's types are generated from them (`app/openapi.py` writes web/openapi.json).
"""
