/**
 * Files of vectors as others write them: {@code .fvecs}, {@code .ivecs} and {@code .bvecs} of the
 * TEXMEX collections, {@code .npy} of NumPy. Start from {@link
 * io.nearfield.index.vectors.VectorFile}.
 *
 * <p>Allowed imports: the JDK, {@link io.nearfield.index.VectorBatch} and {@link
 * io.nearfield.index.format.CorruptIndexException}.
 */
package io.nearfield.index.vectors;
