"""What is remembered: assessments and their append-only answer log. Knows no web and no law."""
