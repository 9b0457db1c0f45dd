"""What is declared: frozen, checked, in SI. Imports units and errors only."""
