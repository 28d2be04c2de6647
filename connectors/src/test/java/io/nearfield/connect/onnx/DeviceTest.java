package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import org.junit.jupiter.api.Test;

class DeviceTest {

  @Test
  void aGpuWithoutItsLibrariesIsOneClearError() {
    // With -Pgpu on a machine without CUDA it is the second kind of message, without it the first.
    assertThatThrownBy(
            () ->
                Models.open(
                    Models.DEFAULT_TEXT, ModelOptions.defaults().withDevice(Device.cuda(99))))
        .isInstanceOf(NearfieldException.class)
        .hasMessageStartingWith("Cannot run model 'all-minilm-l6-v2-q.onnx' on CUDA device 99: ")
        .hasMessageContaining(Models.cudaBuiltIn() ? "LD_LIBRARY_PATH" : "'mvn -Pgpu'")
        .hasMessageEndingWith("--device cpu");
  }

  @Test
  void thereIsOneCpuAndNoNegativeGpu() {
    assertThat(Device.CPU).hasToString("the CPU");
    assertThat(Device.cuda(1)).hasToString("CUDA device 1");
    assertThatThrownBy(() -> new Device(Device.Kind.CPU, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Device.cuda(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aModelKnowsWhoItIsWhateverItRunsOn() {
    assertThat(Models.identity(Models.DEFAULT_TEXT))
        .isEqualTo(Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults()).identity());
  }
}
