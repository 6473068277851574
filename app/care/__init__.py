"""The care of a server and what it holds: who may open it, backups, a doctor, erasing, keeping, handing out."""
