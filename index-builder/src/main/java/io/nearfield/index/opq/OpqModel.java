package io.nearfield.index.opq;

import io.nearfield.index.VectorBatch;

/**
 * A rotation, and a product quantizer for what is rotated.
 *
 * @param rotation orthonormal; row i is the i-th axis of the rotated space: rotated[i] = row i .
 *     vector. Layout: (dimension, dimension)
 * @param codebook of the product quantizer. Layout: (subQuantizers * 2^bits, dsub)
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record OpqModel(float[] rotation, VectorBatch codebook) {}
