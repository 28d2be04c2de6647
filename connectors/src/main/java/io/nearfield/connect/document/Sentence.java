package io.nearfield.connect.document;

/** A stretch of text that is kept together: a sentence, or a part of one that is too long. */
record Sentence(int from, int to, int tokens) {}
