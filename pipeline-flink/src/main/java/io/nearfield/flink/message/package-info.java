/**
 * Internal: what travels between the live job's operators and what they keep in state, with the
 * bytes of each. Start from {@link io.nearfield.flink.message.WireFormat}.
 *
 * <p>Allowed imports: Flink's serializers, {@code io.nearfield.connect.api}.
 */
package io.nearfield.flink.message;
