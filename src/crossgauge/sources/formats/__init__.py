"""Networks in the formats of others: what they bring into the model, and the model written for them."""
