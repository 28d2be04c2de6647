/**
 * A Kafka broker inside this process, for local runs and tests. Start from {@link
 * io.nearfield.flink.broker.LocalBroker}.
 *
 * <p>Allowed imports: the JDK, Kafka's server and client, {@code io.nearfield.connect}.
 */
package io.nearfield.flink.broker;
