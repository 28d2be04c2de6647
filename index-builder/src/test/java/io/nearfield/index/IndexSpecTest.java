package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexSpecTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Flat",
        "SQ8",
        "PQ48",
        "PQ96x4",
        "PQ96x4fs",
        "IVF4096,Flat",
        "IVF1,Flat",
        "IVF4096,SQ8",
        "IVF4096,PQ48",
        "IVF4096,PQ96x4",
        "IVF4096,PQ96x4fs,Refine(Flat)",
        "IVF4096,PQ48,Refine(Flat)",
        "Flat,Refine(Flat)",
        "OPQ48,IVF4096,PQ48",
        "OPQ96,PQ96x4fs,Refine(SQ8)",
        "IVF4096,RaBitQ,Refine(SQ8)",
        "LSH256,Refine(Flat)"
      })
  void theCanonicalFormReadsBackAsItself(String text) {
    IndexSpec spec = IndexSpec.parse(text);

    assertThat(spec).hasToString(text);
    assertThat(IndexSpec.parse(text.toLowerCase(Locale.ROOT).replace(",", " , "))).isEqualTo(spec);
  }

  @Test
  void eightBitsAreTheDefaultAndNotPrinted() {
    assertThat(IndexSpec.parse("PQ48x8")).hasToString("PQ48");
  }

  @Test
  void thePartsAreKnown() {
    IndexSpec spec = IndexSpec.parse("IVF256,PQ96x4,Refine(Flat)");

    assertThat(spec.hasCells()).isTrue();
    assertThat(spec.cells()).isEqualTo(256);
    assertThat(spec.subQuantizers()).isEqualTo(96);
    assertThat(spec.quantized()).isTrue();
    assertThat(spec.refined()).isTrue();
    assertThat(spec.codeSize(384)).isEqualTo(48);
    assertThat(spec.minimumTrainingSize()).isEqualTo(256);
    assertThat(IndexSpec.parse("Flat").cells()).isEqualTo(1);
    assertThat(IndexSpec.parse("Flat").minimumTrainingSize()).isEqualTo(1);
    assertThat(IndexSpec.parse("IVF16,PQ4").minimumTrainingSize()).isEqualTo(256);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "''# it is empty; allowed: [OPQ<m>,][IVF<cells>,]code[,Refine(Flat)|,Refine(SQ8)] with",
        "HNSW32# part 'HNSW32' is unknown; allowed: [OPQ<m>,][IVF<cells>,]code",
        "IVF16# part 'IVF16' is followed by no code; allowed after it: Flat, SQ8, PQ<m>, PQ<m>x4,",
        "IVF0,Flat# part 'IVF0' must have a number from 1 to 1048576",
        "IVF16,PQ0# part 'PQ0' must have a number from 1 to 4096",
        "IVF16,PQ8x5# part 'PQ8x5' has 5 bits; allowed: 4, 8",
        "IVF16,PQ8x8fs# part 'PQ8x8fs' has 8 bits, fast scan needs 4; allowed: PQ<m>x4fs",
        "IVF16,# part '' is unknown; allowed: Flat",
        "IVF16,PQ8,Refine(PQ4)# part 'Refine(PQ4)' is unknown after the code; allowed: Refine(Flat), Refine(SQ8)",
        "Flat,Refine(Flat),x# part 'x' is one part too many; allowed: [OPQ<m>",
        "IVF99999999999,Flat# part 'IVF99999999999' is unknown; allowed: [OPQ<m>"
      })
  void anErrorNamesThePartAndWhatIsAllowed(String text, String expected) {
    assertThatThrownBy(() -> IndexSpec.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read index spec")
        .hasMessageContaining(expected)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aDimensionThatCannotBeCutIsRefusedWithThoseThatCan() {
    assertThatThrownBy(() -> IndexSpec.parse("IVF16,PQ7").requireDimension(12))
        .hasMessage(
            "Cannot use index spec 'IVF16,PQ7': dimension 12 is not divisible by its 7 sub-quantizers;"
                + " use one of PQ1, PQ2, PQ3, PQ4, PQ6, PQ12");
  }

  @ParameterizedTest
  @CsvSource({
    "384, PQ96",
    "388, PQ97",
    "300, PQ75",
    "1000, PQ250",
    "389, SQ8",
    "371, PQ53",
    "34, SQ8",
    "33, PQ3",
    "4, PQ1",
    "3, SQ8"
  })
  void aSuggestionCodesNoMoreThanSixteenDimensionsByOneByte(int dimension, String code) {
    assertThat(IndexSpec.suggest(100_000, dimension))
        .hasToString("IVF1024," + code + ",Refine(Flat)");
  }

  @ParameterizedTest
  @CsvSource({"0,384", "999,384", "1000,384", "30000,384", "1000000,384", "5000000000,7"})
  void aSuggestionFitsTheDimensionAndTheCount(long entries, int dimension) {
    IndexSpec spec = IndexSpec.suggest(entries, dimension);

    spec.requireDimension(dimension);
    assertThat((long) spec.cells()).isLessThanOrEqualTo(Math.max(1, entries / 32));
    if (entries >= spec.minimumTrainingSize() || entries > 0) {
      assertThat((long) spec.minimumTrainingSize()).isLessThanOrEqualTo(Math.max(1, entries));
    }
  }
}
