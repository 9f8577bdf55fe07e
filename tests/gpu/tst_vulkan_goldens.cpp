// SPDX-License-Identifier: GPL-3.0-or-later
// Every operation and every checkpoint of the goldens that the CPU executor passes, on Vulkan, with validation on.
#include "core/exec/model_runner.h"
#include "core/exec/verify/checkpoint_cases.h"
#include "core/exec/verify/operation_cases.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

#include <filesystem>

using namespace pareto;

/// Those whose kernels sum a row: without subgroups no other kernel is another one.
const std::vector<std::string> kRowReductions{"rmsnorm", "layernorm", "rmsnorm_gated", "rmsnorm_gated_mamba2",
                                              "swiglu",  "moe_topk"};

class VulkanGoldens : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void operations_data() {
    QTest::addColumn<bool>("as_hardware");
    QTest::addColumn<bool>("portable");
    QTest::newRow("kernels of this device") << false << false;
    QTest::newRow("kernels of a GPU") << true << false;
    QTest::newRow("kernels of a GPU without subgroups") << true << true;
  }

  void operations() {
    QFETCH(bool, as_hardware);
    QFETCH(bool, portable);
    test::Validated own;
    if (as_hardware) {
      VulkanOptions options;
      options.as_hardware = true;
      options.portable = portable;
      own = test::validated_executor(m_shared, options);
    }
    const test::Validated& vulkan = as_hardware ? own : m_shared;
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    const auto results = verify_operations(PARETO_GOLDEN_DIR "/ops", *vulkan.executor,
                                           portable ? kRowReductions : std::vector<std::string>());
    QVERIFY2(results.has_value(), results ? "" : results.error().message.c_str());
    int passed = 0;
    for (const CaseResult& result : *results) {
      QVERIFY2(result.status != CaseResult::Status::Fail,
               (result.op + " " + result.name + ": " + result.reason).c_str());
      const bool unknown = result.reason.rfind("no operation of the graph carries", 0) == 0;
      QVERIFY2(result.status == CaseResult::Status::Pass || unknown,
               (result.op + " " + result.name + ": " + result.reason).c_str());
      passed += result.status == CaseResult::Status::Pass;
    }
    QVERIFY2(passed >= (portable ? 18 : 131), "fewer operation cases passed than the CPU executor passes");
    test::check_messages(*vulkan.executor);
  }

  /// The first part of each family here; the whole set runs through `verify --device vulkan:0`.
  void checkpoints_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"llama",
                             "llama-bf16",
                             "qwen3-f16",
                             "mistral-window",
                             "phi3-old-longrope",
                             "gpt2",
                             "gpt_neox",
                             "olmo2",
                             "fla-transformer",
                             "fla-linear_attn",
                             "fla-retnet",
                             "fla-gla",
                             "fla-hgrn",
                             "fla-hgrn2",
                             "fla-delta_net",
                             "fla-gated_deltanet-hybrid",
                             "fla-gated_deltaproduct",
                             "fla-kda",
                             "fla-comba",
                             "fla-precond_kda",
                             "fla-gsa",
                             "fla-abc",
                             "fla-lightnet",
                             "fla-forgetting_transformer",
                             "fla-wall_transformer",
                             "fla-stickbreaking_attn",
                             "fla-parallax",
                             "fla-deltaformer",
                             "fla-rwkv6",
                             "fla-rwkv7",
                             "rwkv",
                             "xlstm",
                             "fla-samba",
                             "mamba",
                             "mamba2",
                             "recurrent_gemma",
                             "mixtral",
                             "gpt_oss",
                             "dots1",
                             "deepseek_v3",
                             "minimax",
                             "kimi_linear",
                             "nemotron_h-moe",
                             "ministral3",
                             "apertus",
                             "longcat_flash",
                             "mimo_v2_flash",
                             "llama4_text",
                             "zamba",
                             "zamba2",
                             "fla-yoco",
                             "fla-mom",
                             "gemma3n_text",
                             "gemma4_text-moe",
                             "gemma4_text-ple",
                             "diffusion_gemma"})
      QTest::newRow(name) << name;
  }

  void checkpoints() {
    QFETCH(QString, name);
    if (!m_shared.executor)
      QSKIP(m_shared.skip.c_str());
    const CaseResult result = verify_checkpoint(PARETO_GOLDEN_DIR "/hf/" + name.toStdString(), *m_shared.executor);
    QVERIFY2(result.status == CaseResult::Status::Pass, result.reason.c_str());
    test::check_messages(*m_shared.executor);
  }

  void initTestCase() { m_shared = test::validated_executor(); }
  void cleanupTestCase() { m_shared = {}; }

private:
  test::Validated m_shared;
};

PARETO_TEST(VulkanGoldens)
#include "tst_vulkan_goldens.moc"
