"""How the entailment model was made: the pairs, the fine-tuning, the export. Nothing here is needed at run time."""
