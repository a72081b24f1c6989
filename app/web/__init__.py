"""Pages and API. Holds no rule of law."""
