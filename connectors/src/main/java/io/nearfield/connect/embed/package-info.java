/**
 * Embedding many contents when some of them cannot be embedded. Start from {@link
 * io.nearfield.connect.embed.CarefulEmbedder}.
 *
 * <p>Allowed imports: {@code io.nearfield.connect.api}.
 */
package io.nearfield.connect.embed;
