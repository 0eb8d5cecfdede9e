"""The pages of the dashboard, one file each; files with a leading underscore serve all of them."""
