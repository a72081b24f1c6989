"""What follows from answers. Pure: knows only the pack."""
