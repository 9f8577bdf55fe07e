// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gpu/device/logical_device.h"
#include "gpu/shaders/shader_list.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace pareto::gpu {

enum class Shader : uint8_t {
#define PARETO_ROW(id, ...) id,
  PARETO_SHADERS(PARETO_ROW)
#undef PARETO_ROW
};

/// The SPIR-V of a shader and what it is bound to.
struct ShaderSource {
  const char* name = "";
  std::span<const uint32_t> code;
  uint32_t bindings = 0; ///< 0 .. bindings-1, storage buffers
  uint32_t texels = 0;   ///< bit i: binding i is a uniform texel buffer instead
  bool units = false;    ///< for matrix units, in NVIDIA's form
};
const ShaderSource& shader_source(Shader shader);

/// A compute pipeline: one shader with its specialization constants.
struct Kernel {
  const ShaderSource* source = nullptr;
  SetLayoutHandle set_layout;
  PipelineLayoutHandle layout;
  PipelineHandle pipeline;
};

/// Most bytes of push constants any kernel takes; every Vulkan device has at least 128.
inline constexpr uint32_t kPushBytes = 128;

/// Pipelines made so far on one device; what the driver compiled is kept on disk (in the user's cache folder).
class KernelCache {
public:
  static Result<std::unique_ptr<KernelCache>> create(LogicalDevice& device);
  ~KernelCache();
  /// `constants[i]` specialises constant_id i; the first is the workgroup size.
  Result<const Kernel*> get(Shader shader, const std::vector<uint32_t>& constants);

private:
  explicit KernelCache(LogicalDevice& device) : m_device(device) {}
  Result<Kernel> make(Shader shader, const std::vector<uint32_t>& constants);
  Status make_layouts(Kernel& kernel);
  std::string file() const;
  void save() const;

  LogicalDevice& m_device;
  PipelineCacheHandle m_cache;
  std::map<std::pair<Shader, std::vector<uint32_t>>, Kernel> m_kernels;
  bool m_changed = false;
};

} // namespace pareto::gpu
