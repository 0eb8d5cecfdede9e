"""Comparisons made from the tidy table: plain functions from tables to tables."""
