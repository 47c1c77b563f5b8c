"""What one cell says: figures, dates, moments, spans of days."""
