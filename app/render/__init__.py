"""Contents to bytes: one module per format. Decides nothing about the law."""
