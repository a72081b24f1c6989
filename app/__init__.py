"""Waarborg: impact assessment of algorithms used by the police."""
