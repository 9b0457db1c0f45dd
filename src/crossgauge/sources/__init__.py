"""The world outside, brought into the model."""
