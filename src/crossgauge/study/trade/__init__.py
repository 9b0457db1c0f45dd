"""What trade tells: gravity of one's own panel, what changed costs do, and how the trade across the border grew."""
