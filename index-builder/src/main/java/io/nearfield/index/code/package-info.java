/**
 * What a codec is: vectors into short codes and back, and one query against many codes. Start from
 * {@link io.nearfield.index.code.VectorCodec}; a new kind of code is one more implementation.
 *
 * <p>Allowed imports: the JDK and the value types of the module.
 */
package io.nearfield.index.code;
