"""What people see; knows nothing of how it was made."""
