"""What leaves the house: tables as CSV, XLSX and JSON, prints, pictures, links to share. Not here: what is counted."""
