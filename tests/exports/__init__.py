"""What leaves the house: tables, prints, and what search finds."""
