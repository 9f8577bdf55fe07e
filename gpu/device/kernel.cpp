// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/kernel.h"

#include "core/platform/files.h"
#include "gpu/device/cooperative_spirv.h"

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace pareto::gpu {

constexpr uint64_t kLargestCache = uint64_t{256} << 20;

Result<std::unique_ptr<KernelCache>> KernelCache::create(LogicalDevice& device) {
  std::unique_ptr<KernelCache> cache(new KernelCache(device));
  const auto kept = read_file(cache->file(), kLargestCache);
  const std::string stored = kept ? *kept : std::string();
  VkPipelineCacheCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO;
  info.initialDataSize = stored.size(); // the driver checks the header and ignores what is not its own
  info.pInitialData = stored.data();
  VkPipelineCache handle = VK_NULL_HANDLE;
  PARETO_TRY(check(device.api().vkCreatePipelineCache(device.api().device, &info, nullptr, &handle),
                   "making the pipeline cache"));
  cache->m_cache = PipelineCacheHandle(device.api(), handle);
  return cache;
}

KernelCache::~KernelCache() {
  if (m_changed)
    save();
}

std::string KernelCache::file() const {
  const std::string folder = cache_folder();
  if (folder.empty())
    return {};
  std::string name = folder + "/pipelines-";
  char byte[3];
  for (uint8_t b : m_device.physical().properties.pipelineCacheUUID) {
    std::snprintf(byte, sizeof byte, "%02x", b);
    name += byte;
  }
  return name + ".bin";
}

/// A cache that cannot be written is only slower next time.
void KernelCache::save() const {
  const DeviceApi& api = m_device.api();
  const std::string path = file();
  size_t size = 0;
  if (path.empty() || api.vkGetPipelineCacheData(api.device, m_cache.get(), &size, nullptr) != VK_SUCCESS || size == 0)
    return;
  std::vector<char> data(size);
  if (api.vkGetPipelineCacheData(api.device, m_cache.get(), &size, data.data()) != VK_SUCCESS)
    return;
  std::error_code ignored;
  std::filesystem::create_directories(cache_folder(), ignored);
  static_cast<void>(replace_file(path, {data.data(), size}));
}

Result<const Kernel*> KernelCache::get(Shader shader, const std::vector<uint32_t>& constants) {
  const auto key = std::make_pair(shader, constants);
  const auto found = m_kernels.find(key);
  if (found != m_kernels.end())
    return &found->second;
  PARETO_TRY_ASSIGN(kernel, make(shader, constants));
  m_changed = true;
  return &m_kernels.emplace(key, std::move(kernel)).first->second;
}

Status KernelCache::make_layouts(Kernel& kernel) {
  const DeviceApi& api = m_device.api();
  std::vector<VkDescriptorSetLayoutBinding> bindings(kernel.source->bindings);
  for (uint32_t i = 0; i < bindings.size(); ++i) {
    bindings[i].binding = i;
    bindings[i].descriptorType =
        kernel.source->texels >> i & 1 ? VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER : VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
    bindings[i].descriptorCount = 1;
    bindings[i].stageFlags = VK_SHADER_STAGE_COMPUTE_BIT;
  }
  VkDescriptorSetLayoutCreateInfo sets{};
  sets.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO;
  sets.bindingCount = kernel.source->bindings;
  sets.pBindings = bindings.data();
  VkDescriptorSetLayout set_layout = VK_NULL_HANDLE;
  PARETO_TRY(
      check(api.vkCreateDescriptorSetLayout(api.device, &sets, nullptr, &set_layout), "making a descriptor layout"));
  kernel.set_layout = SetLayoutHandle(api, set_layout);
  const VkPushConstantRange push{VK_SHADER_STAGE_COMPUTE_BIT, 0, kPushBytes};
  VkPipelineLayoutCreateInfo layout{};
  layout.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  layout.setLayoutCount = 1;
  layout.pSetLayouts = &set_layout;
  layout.pushConstantRangeCount = 1;
  layout.pPushConstantRanges = &push;
  VkPipelineLayout handle = VK_NULL_HANDLE;
  PARETO_TRY(check(api.vkCreatePipelineLayout(api.device, &layout, nullptr, &handle), "making a pipeline layout"));
  kernel.layout = PipelineLayoutHandle(api, handle);
  return {};
}

Result<Kernel> KernelCache::make(Shader shader, const std::vector<uint32_t>& constants) {
  const DeviceApi& api = m_device.api();
  Kernel kernel;
  kernel.source = &shader_source(shader);
  PARETO_TRY(make_layouts(kernel));
  std::span<const uint32_t> code = kernel.source->code;
  std::vector<uint32_t> translated;
  if (kernel.source->units && m_device.physical().units.form == MatrixUnits::Form::Khronos) {
    PARETO_TRY_ASSIGN(khronos, khronos_matrices(code));
    translated = std::move(khronos);
    code = translated;
  }
  VkShaderModuleCreateInfo module{};
  module.sType = VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO;
  module.codeSize = code.size_bytes();
  module.pCode = code.data();
  VkShaderModule raw = VK_NULL_HANDLE;
  PARETO_TRY(check(api.vkCreateShaderModule(api.device, &module, nullptr, &raw), "reading a shader"));
  const ShaderHandle owned(api, raw);
  std::vector<VkSpecializationMapEntry> entries;
  for (uint32_t i = 0; i < constants.size(); ++i)
    entries.push_back({i, i * 4, 4});
  const VkSpecializationInfo specialization{static_cast<uint32_t>(entries.size()), entries.data(), constants.size() * 4,
                                            constants.data()};
  VkComputePipelineCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO;
  info.flags = VK_PIPELINE_CREATE_DISPATCH_BASE_BIT; // long dispatches are cut
  info.stage.sType = VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO;
  info.stage.flags =
      kernel.source->units
          ? VkPipelineShaderStageCreateFlags(VK_PIPELINE_SHADER_STAGE_CREATE_REQUIRE_FULL_SUBGROUPS_BIT_EXT)
          : 0;
  info.stage.stage = VK_SHADER_STAGE_COMPUTE_BIT;
  info.stage.module = raw;
  info.stage.pName = "main";
  info.stage.pSpecializationInfo = &specialization;
  info.layout = kernel.layout.get();
  VkPipeline pipeline = VK_NULL_HANDLE;
  const std::string what = std::string("compiling the shader ") + kernel.source->name;
  PARETO_TRY(
      check(api.vkCreateComputePipelines(api.device, m_cache.get(), 1, &info, nullptr, &pipeline), what.c_str()));
  kernel.pipeline = PipelineHandle(api, pipeline);
  return kernel;
}

} // namespace pareto::gpu
