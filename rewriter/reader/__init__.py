"""The trained reader: a small network that tags the words of a turn with what they are for, as a second opinion.

``tokens`` and ``features`` make numbers of the words, ``network`` reads them (numpy, no torch), ``spans`` finds the
spans and what belongs to what, ``proposing`` makes operations of them over the user's own words, ``consistency`` and
the rules of ``rewriter.sane`` refuse what makes no sense, ``deciding`` says when the reader is heard. It is trained by
``python -m rewriter.training.tagger``; ``python -m rewriter.training.tagger_check`` measures rules and reader on frames
that neither was made for. Nothing is imported here: numpy is loaded with the first reader.
"""
