package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTokenizerTest {

  private static final byte[] BERT = BuiltInTextModel.resource(BuiltInTextModel.TOKENIZER);

  @Test
  void makesTheIdsThatBertWasTrainedWith() {
    try (TextTokenizer tokenizer = TextTokenizer.open(BERT, "test", 256, true)) {
      TextTokenizer.Tokens tokens = tokenizer.tokenize("Hello world");
      assertThat(tokens.ids()).containsExactly(101, 7592, 2088, 102);
      assertThat(tokens.typeIds()).containsExactly(0, 0, 0, 0);
    }
  }

  @Test
  void keepsTheClosingTokenWhenItCuts() {
    try (TextTokenizer tokenizer = TextTokenizer.open(BERT, "test", 4, true)) {
      assertThat(tokenizer.tokenize("hello world hello world").ids())
          .containsExactly(101, 7592, 2088, 102);
    }
  }

  @Test
  void longTextsGiveTheTokensThatTokenizingAllOfThemWouldKeep() throws IOException {
    Map<String, String> whole =
        Map.of("truncation", "true", "padding", "false", "maxLength", "128");
    Random random = new Random(11);
    try (TextTokenizer tokenizer = TextTokenizer.open(BERT, "test", 128, true);
        HuggingFaceTokenizer reference =
            HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(BERT), whole)) {
      for (String alphabet :
          List.of(
              "abcdefgh ",
              "a                                                             ",
              "abc\u00e9\u00df\u4e2d\u6587 .,-!\n\t",
              "\u3042\u3044\u30ab\u30bf",
              "\u0007\u0008\u200b a",
              "\ud83d\udeb2\ud83c\udf33x ",
              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ")) {
        String text = randomText(alphabet, 60_000, random);
        assertThat(tokenizer.tokenize(text).ids())
            .as("letters '%s'", alphabet)
            .isEqualTo(reference.encode(text).getIds());
      }
    }
  }

  private static String randomText(String alphabet, int length, Random random) {
    int[] letters = alphabet.codePoints().toArray();
    StringBuilder text = new StringBuilder("start ");
    while (text.length() < length) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }
}
