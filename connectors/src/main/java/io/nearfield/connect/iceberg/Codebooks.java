package io.nearfield.connect.iceberg;

import io.nearfield.index.TrainedIndex;
import java.io.Serializable;

/**
 * What a generation was trained to.
 *
 * @param trained the centroids and codebooks
 * @param partitionOfCell the index partition of each cell. Layout: (cells)
 */
@SuppressWarnings("ArrayRecordComponent") // handed from reader to reader, never compared
public record Codebooks(TrainedIndex trained, int[] partitionOfCell) implements Serializable {}
