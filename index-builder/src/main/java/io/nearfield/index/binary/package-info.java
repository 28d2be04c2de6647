/**
 * Nearest neighbours on packed bits under Hamming and Jaccard distance. Start from {@link
 * io.nearfield.index.binary.BinaryIndex}.
 *
 * <p>Allowed imports: the JDK, {@code kernel}, {@code parallel}, the requests and answers of {@code
 * search} and the value types of the module.
 */
package io.nearfield.index.binary;
