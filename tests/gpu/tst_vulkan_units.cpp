// SPDX-License-Identifier: GPL-3.0-or-later
// Products on matrix units (cooperative matrices) against the reference executor (float64). Mesa's software driver
// offers units from version 25 on; with an older one what needs them skips visibly.
#include "gpu/device/cooperative_spirv.h"
#include "gpu/device/kernel.h"
#include "tests/gpu/graph_steps.h"
#include "tests/support/program.h"

#include <cstring>
#include <map>

using namespace pareto;

namespace {

/// Weights that differ by factors, the same for every executor.
class NoisyWeights : public TensorSource {
public:
  explicit NoisyWeights(float size) : m_size(size) {}
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t first, int64_t count, std::span<float> out) override {
    const int64_t width = weight.shape.elements() / weight.shape[0];
    for (int64_t i = 0; i < count * width; ++i)
      out[static_cast<size_t>(i)] = m_size * test::noise(weight.name, first * width + i);
    return {};
  }

private:
  float m_size;
};

struct Sizes {
  int batch, tokens;
  int64_t depth, outputs;
  bool bias;
};

Result<std::vector<float>> product(Executor& executor, const Sizes& s, Precision precision, float input_size,
                                   float weight_size) {
  Graph g({s.batch, s.tokens, Phase::Prefill});
  const Tensor bias = s.bias ? g.weight("b", {s.outputs}, WeightUse::Vector) : Tensor();
  g.mark_output("y", g.matmul(g.input("x", {s.batch, s.tokens, s.depth}),
                              g.weight("w", {s.outputs, s.depth}, WeightUse::Matrix), bias));
  NoisyWeights source(weight_size);
  LoadOptions options;
  options.weights = precision;
  PARETO_TRY_ASSIGN(weights, executor.load(g, source, options));
  PARETO_TRY_ASSIGN(state, executor.new_state(g, options, s.batch, s.tokens, s.tokens));
  PARETO_TRY_ASSIGN(program, executor.compile(g, *weights));
  std::vector<float> x(static_cast<size_t>(s.batch * s.tokens * s.depth));
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = input_size * test::noise("x", static_cast<int64_t>(i));
  PARETO_TRY(program->set_input("x", x));
  std::vector<int32_t> count(static_cast<size_t>(s.batch), s.tokens), zero(count.size(), 0), slot(count.size());
  for (size_t b = 0; b < slot.size(); ++b)
    slot[b] = static_cast<int32_t>(b);
  StepInput input;
  input.count = count;
  input.position = zero;
  input.slot = slot;
  PARETO_TRY(program->run(*state, input));
  const auto y = program->output("y");
  return std::vector<float>(y.begin(), y.end());
}

/// Instructions by operation (SPIR-V 2.3: five header words, then length and operation in each first word).
std::map<uint32_t, int> operations(std::span<const uint32_t> module) {
  std::map<uint32_t, int> count;
  for (size_t at = 5; at < module.size(); at += module[at] >> 16)
    ++count[module[at] & 0xffff];
  return count;
}

// A driver that claims matrix units. The functions of Vulkan take no context, so what they replace is kept here.
gpu::InstanceApi g_instance;
gpu::DeviceApi g_device;

VkResult list_units(VkPhysicalDevice, uint32_t* count, void* out) {
  struct Properties {
    VkStructureType type;
    void* next;
    uint32_t m, n, k, a, b, c, result;
    VkBool32 saturating;
    uint32_t scope;
  };
  *count = 1;
  if (out)
    *static_cast<Properties*>(out) = {
        static_cast<VkStructureType>(1000506001), nullptr, 16, 16, 16, 0, 0, 1, 1, VK_FALSE, 3};
  return VK_SUCCESS;
}

void claim_units(gpu::InstanceApi& api) {
  g_instance = api;
  api.matrix_properties_khr = reinterpret_cast<PFN_vkVoidFunction>(list_units);
  api.vkEnumerateDeviceExtensionProperties = [](VkPhysicalDevice, const char*, uint32_t* count,
                                                VkExtensionProperties* out) {
    *count = 2;
    if (out) {
      std::strcpy(out[0].extensionName, "VK_KHR_cooperative_matrix");
      std::strcpy(out[1].extensionName, VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
    }
    return VK_SUCCESS;
  };
  api.vkGetPhysicalDeviceFeatures2 = [](VkPhysicalDevice, VkPhysicalDeviceFeatures2* features) {
    auto* core = static_cast<VkPhysicalDeviceVulkan12Features*>(features->pNext);
    core->shaderFloat16 = core->vulkanMemoryModel = core->vulkanMemoryModelDeviceScope = VK_TRUE;
    auto* sizes = static_cast<VkPhysicalDeviceSubgroupSizeControlFeaturesEXT*>(core->pNext);
    sizes->computeFullSubgroups = VK_TRUE;
    static_cast<VkPhysicalDeviceCooperativeMatrixFeaturesNV*>(sizes->pNext)->cooperativeMatrix = VK_TRUE;
  };
  api.vkCreateDevice = [](VkPhysicalDevice device, const VkDeviceCreateInfo* info,
                          const VkAllocationCallbacks* callbacks, VkDevice* out) {
    VkDeviceCreateInfo plain = *info; // what the driver really has
    plain.pNext = nullptr;
    plain.enabledExtensionCount = 0;
    return g_instance.vkCreateDevice(device, &plain, callbacks, out);
  };
}

void fail_unit_pipelines(gpu::DeviceApi& api) {
  g_device = api;
  api.vkCreateShaderModule = [](VkDevice device, const VkShaderModuleCreateInfo* info,
                                const VkAllocationCallbacks* callbacks, VkShaderModule* out) {
    const std::span<const uint32_t> code(info->pCode, info->codeSize / 4);
    return operations(code).contains(4456)
               ? VK_ERROR_INITIALIZATION_FAILED
               : g_device.vkCreateShaderModule(device, info, callbacks, out); // a matrix' type
  };
}

} // namespace

class VulkanUnits : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    VulkanOptions hardware;
    hardware.as_hardware = true;
    m_sides = test::Sides::open({hardware});
    QVERIFY(m_sides.reference);
  }
  void cleanupTestCase() { m_sides = {}; }

  void translated() {
    const auto& source = gpu::shader_source(gpu::Shader::MatmulUnits);
    QVERIFY(source.units);
    const auto khronos = gpu::khronos_matrices(source.code);
    QVERIFY2(khronos, khronos ? "" : khronos.error().message.c_str());
    const auto before = operations(source.code), after = operations(*khronos);
    for (uint32_t nvidia :
         {5358u, 5359u, 5360u, 5361u}) { // type, load, store, product; the Khronos forms are 4456 to 4459
      QVERIFY(before.at(nvidia) > 0);
      QVERIFY(!after.contains(nvidia));
      QCOMPARE(after.at(nvidia - 902), before.at(nvidia));
    }
  }

  void untranslatable_data() {
    QTest::addColumn<std::vector<uint32_t>>("module");
    QTest::newRow("no header") << std::vector<uint32_t>{0x07230203};
    QTest::newRow("an instruction runs past its end")
        << std::vector<uint32_t>{0x07230203, 0x10500, 0, 9, 0, 4u << 16 | 21, 1};
    QTest::newRow("an empty instruction") << std::vector<uint32_t>{0x07230203, 0x10500, 0, 9, 0, 0};
    QTest::newRow("a matrix in no product")
        << std::vector<uint32_t>{0x07230203, 0x10500, 0, 9, 0, 4u << 16 | 21, 1, 32, 0, 6u << 16 | 5358, 2, 1, 1, 1, 1};
  }
  void untranslatable() {
    QFETCH(std::vector<uint32_t>, module);
    const auto khronos = gpu::khronos_matrices(module);
    QVERIFY(!khronos);
    QVERIFY(QString::fromStdString(khronos.error().message)
                .startsWith("A shader with cooperative matrices cannot be translated"));
  }

  /// A device whose driver claims units it cannot compile for: it is told apart, and its products stay right.
  void refused() {
    gpu::alter_api(
        {[](gpu::InstanceApi& api) { claim_units(api); }, [](gpu::DeviceApi& api) { fail_unit_pipelines(api); }});
    VulkanOptions hardware;
    hardware.as_hardware = true;
    const test::Validated vulkan = test::validated_executor(hardware);
    gpu::alter_api({});
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    const std::string units = vulkan.executor->matrix_units();
    QVERIFY2(units.starts_with("not used: ") && units.find("reading a shader") != units.npos, units.c_str());
    const Sizes sizes{1, 37, 100, 77, true};
    const QString difference = test::difference(product(*vulkan.executor, sizes, Precision::F16, 1, 1),
                                                product(*m_sides.reference, sizes, Precision::F16, 1, 1), 2e-6f);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
    test::check_messages(*vulkan.executor);
  }

  void limits_knowUnits() {
    test::Validated& vulkan = m_sides.vulkan.front();
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    const auto limits = vulkan.executor->measure_limits(0.02);
    QVERIFY2(limits.has_value(), limits ? "" : limits.error().message.c_str());
    QCOMPARE(limits->units, vulkan.executor->matrix_units());
    QCOMPARE(limits->unit_flops_per_s > 0, limits->units != "none");
    QVERIFY(limits->roofline().flops_per_s >= limits->flops_per_s);
    test::check_messages(*vulkan.executor);
  }

  void products_data() {
    QTest::addColumn<Sizes>("sizes");
    QTest::addColumn<Precision>("precision");
    QTest::addColumn<float>("input");
    QTest::addColumn<float>("weight");
    const std::pair<const char*, Sizes> sizes[] = {{"one tile", {1, 16, 64, 64, false}},
                                                   {"odd", {1, 37, 100, 77, true}},
                                                   {"batch", {3, 11, 52, 33, true}},
                                                   {"deep", {1, 70, 1100, 40, false}}};
    for (const auto& [name, s] : sizes)
      for (Precision precision : {Precision::F32, Precision::F16, Precision::BF16}) {
        const auto row = [&](const char* what, float input, float weight) {
          QTest::addRow("%s, %s, %s", name, to_string(precision), what) << s << precision << input << weight;
        };
        row("ordinary", 1, 0.05f);
        row("beyond float16", 1e9f, 0.05f);
        row("below float16", 1e-12f, 0.05f);
        if (precision != Precision::F16)
          row("large weights", 1, 1e12f);
      }
  }
  void products() {
    QFETCH(Sizes, sizes);
    QFETCH(Precision, precision);
    QFETCH(float, input);
    QFETCH(float, weight);
    test::Validated& vulkan = m_sides.vulkan.front();
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    const std::string units = vulkan.executor->matrix_units();
    if (units == "none")
      QSKIP("this driver offers no cooperative matrices");
    QVERIFY2(units.find("float16") < units.size() && units.find("not used") == units.npos, units.c_str());
    const auto want = product(*m_sides.reference, sizes, precision, input, weight);
    const QString difference =
        test::difference(product(*vulkan.executor, sizes, precision, input, weight), want, 2e-6f);
    QVERIFY2(difference.isEmpty(), qPrintable(difference));
    test::check_messages(*vulkan.executor);
  }

private:
  test::Sides m_sides;
};

PARETO_TEST(VulkanUnits)
#include "tst_vulkan_units.moc"
