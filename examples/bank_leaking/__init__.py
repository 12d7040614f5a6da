"""A small bank that leaks: labelled lines are what piilint must report, and nothing else."""
