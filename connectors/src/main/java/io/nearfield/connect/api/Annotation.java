package io.nearfield.connect.api;

import java.io.Serializable;

/** What someone said about a part of a picture: a label and where it is seen. */
public record Annotation(String label, Box box) implements Serializable {}
