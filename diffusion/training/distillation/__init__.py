"""The fast model: a student that draws in a few single predictions what its teacher draws in many guided ones."""
