"""What can be asked and what the law says. Pure: imports nothing else of the product."""
