/**
 * Pictures: decoding files that may be broken or hostile into upright RGB, within bounds, and
 * cutting parts out of them. Start at {@link io.nearfield.connect.image.Pictures}. Uses the JDK's
 * decoders and those of TwelveMonkeys; knows no model, no table and no engine.
 */
package io.nearfield.connect.image;
