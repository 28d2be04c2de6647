package io.nearfield.connect.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.nearfield.connect.api.NearfieldException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Makes token ids of a text with a Hugging Face {@code tokenizer.json}.
 *
 * <p>A text is cut to the first {@code maxTokens} tokens, special ones included; the padding and
 * truncation written in the file are not used.
 *
 * <p><b>Long texts.</b> The native tokenizer would tokenize all of a text before it cuts: for 5 MB
 * that is gigabytes. So only a prefix is tokenized, of at least 16 characters per token that can be
 * kept, ended before white space where there is some. If the tokens to be kept do not fill the
 * prefix with at least {@value #MARGIN} characters to spare, the prefix is made four times longer
 * and tokenized again, up to {@value #MAX_WINDOW} characters; what comes after is never looked at.
 * The kept tokens are the same as those of the whole text, because tokenizers decide within a word
 * and the last kept word ends long before the prefix does.
 *
 * <p>Thread-safe; holds native memory until closed.
 */
final class TextTokenizer implements AutoCloseable {

  /** Characters that a kept token must be away from the end of a prefix. */
  static final int MARGIN = 256;

  /** The longest prefix ever tokenized, in characters. */
  static final int MAX_WINDOW = 1 << 20;

  private static final int CHARACTERS_PER_TOKEN = 16;
  private static final int LEAST_WINDOW = 4096;

  private final HuggingFaceTokenizer tokenizer;
  private final int firstWindow;
  private final boolean specialTokens;
  private final NativeGuard guard;

  private TextTokenizer(
      HuggingFaceTokenizer tokenizer, String where, int maxTokens, boolean specialTokens) {
    this.tokenizer = tokenizer;
    this.firstWindow = Math.min(MAX_WINDOW, Math.max(LEAST_WINDOW, window(maxTokens)));
    this.specialTokens = specialTokens;
    this.guard = new NativeGuard("tokenizer '" + where + "'");
  }

  /**
   * The tokens of one text.
   *
   * @param ids token ids, row of n
   * @param typeIds segment ids, row of n
   * @param used how many of them are the text's; padding is behind them
   */
  @SuppressWarnings("ArrayRecordComponent") // read at once, never compared
  record Tokens(long[] ids, long[] typeIds, int used) {
    Tokens(long[] ids, long[] typeIds) {
      this(ids, typeIds, ids.length);
    }
  }

  /**
   * Opens a tokenizer.
   *
   * @param json the content of {@code tokenizer.json}
   * @param where the file, for messages
   * @param maxTokens how many tokens are kept of a text
   * @param specialTokens whether the tokenizer adds the tokens around a text that it was made with
   */
  static TextTokenizer open(byte[] json, String where, int maxTokens, boolean specialTokens) {
    stayOffline();
    Map<String, String> options =
        Map.of(
            "addSpecialTokens",
            Boolean.toString(specialTokens),
            "truncation",
            "true",
            "padding",
            "false",
            "maxLength",
            Integer.toString(maxTokens),
            "modelMaxLength",
            Integer.toString(maxTokens),
            "stride",
            "0");
    try {
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options),
          where,
          maxTokens,
          specialTokens);
    } catch (IOException | RuntimeException e) {
      throw new NearfieldException(
          "Cannot use tokenizer '"
              + where
              + "': "
              + Messages.oneLine(e)
              + "; save it again with a current 'transformers' (AutoTokenizer, use_fast)",
          e);
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new NearfieldException(
          "Cannot use tokenizer '"
              + where
              + "': the native tokenizer library does not load here ("
              + Messages.oneLine(e)
              + ")",
          e);
    }
  }

  /** Tokenizes a text; n is at least 1 and at most {@code maxTokens}. */
  Tokens tokenize(String text) {
    Encoding encoding = guard.whileOpen(() -> encode(replaceLoneSurrogates(text)));
    if (encoding.getIds().length == 0) {
      throw new NearfieldException(
          "Cannot embed a text of "
              + text.length()
              + " characters: the model's tokenizer finds no token in it");
    }
    return new Tokens(encoding.getIds(), encoding.getTypeIds());
  }

  /** How many tokens a text has, at most {@code maxTokens}; 0 if there is none in it. */
  int count(String text) {
    return text.isEmpty()
        ? 0
        : guard.whileOpen(() -> encode(replaceLoneSurrogates(text)).getIds().length);
  }

  private Encoding encode(String text) {
    for (int window = firstWindow; ; window = Math.min(MAX_WINDOW, window * 4)) {
      if (text.length() <= window) {
        return tokenizer.encode(text, specialTokens, false);
      }
      String prefix = text.substring(0, cutBefore(text, window));
      Encoding encoding = tokenizer.encode(prefix, specialTokens, false);
      boolean enough =
          encoding.exceedMaxLength()
              && lastEnd(encoding) + MARGIN <= prefix.codePointCount(0, prefix.length());
      if (enough || window == MAX_WINDOW) {
        return encoding;
      }
    }
  }

  /** Where the last kept token ends, in code points of the text. */
  private static int lastEnd(Encoding encoding) {
    int last = 0;
    for (CharSpan span : encoding.getCharTokenSpans()) {
      if (span != null) {
        last = Math.max(last, span.getEnd());
      }
    }
    return last;
  }

  /** The last place at or before {@code limit} with white space behind it, else {@code limit}. */
  private static int cutBefore(String text, int limit) {
    for (int i = limit; i > limit - limit / 4; i--) {
      if (Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1))) {
        return i;
      }
    }
    return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
  }

  private static String replaceLoneSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints()
            .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
      }
    }
    return text;
  }

  private static int window(int maxTokens) {
    return (int) Math.min(MAX_WINDOW, (long) maxTokens * CHARACTERS_PER_TOKEN + 2 * MARGIN);
  }

  /** The library would ask a cloud's metadata service where it runs, and download libraries. */
  private static void stayOffline() {
    if (System.getenv("DJL_OFFLINE") == null && System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
  }

  @Override
  public void close() {
    guard.close(tokenizer::close);
  }
}
