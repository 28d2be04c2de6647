/**
 * The live index's topics and the JSON in them. Start from {@link
 * io.nearfield.connect.kafka.LiveClient}; the messages are specified in {@code docs/live.md}.
 *
 * <p>Allowed imports: the JDK, Kafka's client, Jackson and {@code io.nearfield.connect.api}.
 */
package io.nearfield.connect.kafka;
