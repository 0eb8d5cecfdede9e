"""Passages written before the engine was looked at: how far it holds on sentences nobody tuned for."""
