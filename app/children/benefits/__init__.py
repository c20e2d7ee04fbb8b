"""Benefits of families (льготы): category, proof, dates."""
