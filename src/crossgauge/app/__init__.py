"""The browser's door: what `crossgauge serve` starts. `server.create_app` gives the application of a workspace."""
