"""What happened, labelled and in human units."""
