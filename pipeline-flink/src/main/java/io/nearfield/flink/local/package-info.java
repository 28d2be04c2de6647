/**
 * The live job in this process: a mini cluster and, if wanted, a broker. Start from {@link
 * io.nearfield.flink.local.LocalLive}.
 *
 * <p>Allowed imports: Flink, {@code io.nearfield.flink}, {@code io.nearfield.connect}.
 */
package io.nearfield.flink.local;
