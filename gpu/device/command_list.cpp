// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/command_list.h"

#include <algorithm>
#include <cmath>

namespace pareto::gpu {

/// Writes the command buffers of one list.
class Recorder {
public:
  Recorder(Device& device, CommandList& list) : m_device(device), m_api(device.api()), m_list(list) {}

  Status run(const std::vector<Work>& work) {
    PARETO_TRY_ASSIGN(pool, m_device.new_command_pool());
    m_list.m_pool = std::move(pool);
    PARETO_TRY(make_descriptors(work));
    PARETO_TRY(make_queries(work.size()));
    PARETO_TRY(begin());
    if (m_list.m_queries)
      m_api.vkCmdResetQueryPool(m_commands, m_list.m_queries.get(), 0, static_cast<uint32_t>(work.size()) + 1);
    stamp(0);
    for (size_t i = 0; i < work.size(); ++i) {
      PARETO_TRY(add(work[i], m_sets[i]));
      stamp(static_cast<uint32_t>(i) + 1);
      m_list.m_labels.push_back(work[i].label);
    }
    return end();
  }

private:
  struct Touched {
    VkBuffer buffer;
    VkDeviceSize begin, end;
    bool written;
  };

  double expected_seconds(const Work& work) {
    double bytes = work.kernel ? 0 : 2 * static_cast<double>(work.bindings[1].range);
    if (work.kernel)
      for (const Binding& binding : work.bindings)
        bytes += static_cast<double>(binding.range);
    return m_device.pace().expected_seconds(work.operations, bytes);
  }

  /// One piece, in as many parts as it takes to keep each submit short. A part after the first begins a submit of its
  /// own.
  Status add(const Work& work, VkDescriptorSet set) {
    const double seconds = expected_seconds(work), most = m_device.pace().submit_seconds();
    const int axis = cut_axis(work);
    const uint32_t groups = work.groups[axis];
    const auto parts =
        work.kernel && most > 0
            ? static_cast<uint32_t>(std::clamp(std::ceil(seconds / most), 1.0, static_cast<double>(groups)))
            : 1;
    for (uint32_t part = 0; part < parts; ++part) {
      if (part > 0 || (most > 0 && m_in_submit_s > 0 && m_in_submit_s + seconds / parts > most)) {
        PARETO_TRY(end());
        PARETO_TRY(begin());
      }
      m_in_submit_s += seconds / parts;
      wait_for_hazards(work);
      const auto bound = [&](uint32_t at) { return static_cast<uint32_t>(uint64_t{groups} * at / parts); };
      work.kernel ? dispatch(work, set, axis, bound(part), bound(part + 1)) : copy(work);
    }
    m_list.m_expected_s += seconds;
    return {};
  }

  /// The axis along which workgroup() of shaders/common.glsl numbers the groups of a part as those of the whole.
  static int cut_axis(const Work& work) {
    if (work.groups[1] == 1 && work.groups[2] == 1)
      return 0;
    return work.groups[1] >= work.groups[2] ? 1 : 2;
  }

  Status make_descriptors(const std::vector<Work>& work) {
    uint32_t sets = 0, storage = 0, texels = 0;
    for (const Work& piece : work) {
      if (!piece.kernel)
        continue;
      ++sets;
      for (uint32_t i = 0; i < piece.kernel->source->bindings; ++i)
        ++(piece.kernel->source->texels >> i & 1 ? texels : storage);
    }
    const VkDescriptorPoolSize sizes[] = {{VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, std::max(storage, 1u)},
                                          {VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER, std::max(texels, 1u)}};
    VkDescriptorPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO;
    info.maxSets = std::max(sets, 1u);
    info.poolSizeCount = 2;
    info.pPoolSizes = sizes;
    VkDescriptorPool pool = VK_NULL_HANDLE;
    PARETO_TRY(check(m_api.vkCreateDescriptorPool(m_api.device, &info, nullptr, &pool), "making descriptors"));
    m_list.m_descriptors = DescriptorPoolHandle(m_api, pool);
    m_sets.resize(work.size(), VK_NULL_HANDLE);
    for (size_t i = 0; i < work.size(); ++i)
      if (work[i].kernel)
        PARETO_TRY(bind(work[i], m_sets[i]));
    return {};
  }

  Status bind(const Work& work, VkDescriptorSet& set) {
    const VkDescriptorSetLayout layout = work.kernel->set_layout.get();
    VkDescriptorSetAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO;
    info.descriptorPool = m_list.m_descriptors.get();
    info.descriptorSetCount = 1;
    info.pSetLayouts = &layout;
    PARETO_TRY(check(m_api.vkAllocateDescriptorSets(m_api.device, &info, &set), "making descriptors"));
    if (work.bindings.size() != work.kernel->source->bindings)
      return fail(ErrorCode::Internal,
                  std::string("The kernel ") + work.kernel->source->name + " is bound to the wrong number of buffers.");
    std::vector<VkDescriptorBufferInfo> buffers(work.bindings.size());
    std::vector<VkWriteDescriptorSet> writes(work.bindings.size());
    for (uint32_t i = 0; i < writes.size(); ++i) {
      const Binding& binding = work.bindings[i];
      const bool texel = work.kernel->source->texels >> i & 1;
      buffers[i] = {binding.buffer->get(), binding.offset, binding.range};
      if (!texel && binding.range > m_device.limits().maxStorageBufferRange)
        return fail(ErrorCode::Unsupported, std::string("The operation ") + work.label + " needs " +
                                                std::to_string(binding.range >> 20) +
                                                " MiB in one binding and the device allows " +
                                                std::to_string(m_device.limits().maxStorageBufferRange >> 20) +
                                                " MiB; a smaller batch, step or context would fit.");
      writes[i].sType = VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET;
      writes[i].dstSet = set;
      writes[i].dstBinding = i;
      writes[i].descriptorCount = 1;
      writes[i].descriptorType = texel ? VK_DESCRIPTOR_TYPE_UNIFORM_TEXEL_BUFFER : VK_DESCRIPTOR_TYPE_STORAGE_BUFFER;
      writes[i].pBufferInfo = &buffers[i];
      writes[i].pTexelBufferView = &binding.view;
    }
    m_api.vkUpdateDescriptorSets(m_api.device, static_cast<uint32_t>(writes.size()), writes.data(), 0, nullptr);
    return {};
  }

  Status make_queries(size_t pieces) {
    if (!m_device.options().profile)
      return {};
    VkQueryPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = static_cast<uint32_t>(pieces) + 1;
    VkQueryPool pool = VK_NULL_HANDLE;
    PARETO_TRY(check(m_api.vkCreateQueryPool(m_api.device, &info, nullptr, &pool), "making timestamps"));
    m_list.m_queries = QueryPoolHandle(m_api, pool);
    return {};
  }

  Status begin() {
    VkCommandBufferAllocateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO;
    info.commandPool = m_list.m_pool.get();
    info.commandBufferCount = 1;
    PARETO_TRY(check(m_api.vkAllocateCommandBuffers(m_api.device, &info, &m_commands), "making a command list"));
    VkCommandBufferBeginInfo begin{};
    begin.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO;
    PARETO_TRY(check(m_api.vkBeginCommandBuffer(m_commands, &begin), "recording a step"));
    m_list.m_buffers.push_back(m_commands);
    barrier(VK_PIPELINE_STAGE_ALL_COMMANDS_BIT, VK_ACCESS_MEMORY_WRITE_BIT, kWork,
            kReadWrite); // what earlier submits wrote
    m_touched.clear();
    m_in_submit_s = 0;
    return {};
  }

  Status end() {
    barrier(kWork, kWrite, VK_PIPELINE_STAGE_HOST_BIT, VK_ACCESS_HOST_READ_BIT);
    return check(m_api.vkEndCommandBuffer(m_commands), "recording a step");
  }

  void barrier(VkPipelineStageFlags from, VkAccessFlags written, VkPipelineStageFlags to, VkAccessFlags wanted) {
    VkMemoryBarrier memory{};
    memory.sType = VK_STRUCTURE_TYPE_MEMORY_BARRIER;
    memory.srcAccessMask = written;
    memory.dstAccessMask = wanted;
    m_api.vkCmdPipelineBarrier(m_commands, from, to, 0, 1, &memory, 0, nullptr, 0, nullptr);
  }

  /// A barrier before this piece when it shares a range with work since the last one and either writes it.
  void wait_for_hazards(const Work& work) {
    const auto clashes = [&](const Binding& b) {
      return std::any_of(m_touched.begin(), m_touched.end(), [&](const Touched& t) {
        return t.buffer == b.buffer->get() && t.begin < b.offset + b.range && b.offset < t.end &&
               (t.written || b.access == Access::Write);
      });
    };
    bool needed = false;
    for (const Binding& binding : work.bindings)
      needed = needed || (binding.access != Access::Constant && clashes(binding));
    if (needed) {
      barrier(kWork, kWrite, kWork, kReadWrite);
      m_touched.clear();
    }
    for (const Binding& b : work.bindings)
      if (b.access != Access::Constant)
        m_touched.push_back({b.buffer->get(), b.offset, b.offset + b.range, b.access == Access::Write});
  }

  /// The workgroups from `first` to `end` of one axis, all of the others.
  void dispatch(const Work& work, VkDescriptorSet set, int axis, uint32_t first, uint32_t end) {
    m_api.vkCmdBindPipeline(m_commands, VK_PIPELINE_BIND_POINT_COMPUTE, work.kernel->pipeline.get());
    m_api.vkCmdBindDescriptorSets(m_commands, VK_PIPELINE_BIND_POINT_COMPUTE, work.kernel->layout.get(), 0, 1, &set, 0,
                                  nullptr);
    if (!work.push.empty())
      m_api.vkCmdPushConstants(m_commands, work.kernel->layout.get(), VK_SHADER_STAGE_COMPUTE_BIT, 0,
                               static_cast<uint32_t>(work.push.size() * 4), work.push.data());
    uint32_t from[3] = {0, 0, 0}, count[3] = {work.groups[0], work.groups[1], work.groups[2]};
    from[axis] = first;
    count[axis] = end - first;
    if (count[axis] == work.groups[axis])
      m_api.vkCmdDispatch(m_commands, count[0], count[1], count[2]);
    else
      m_api.vkCmdDispatchBase(m_commands, from[0], from[1], from[2], count[0], count[1], count[2]);
  }

  void copy(const Work& work) {
    const VkBufferCopy region{work.bindings[0].offset, work.bindings[1].offset, work.bindings[1].range};
    m_api.vkCmdCopyBuffer(m_commands, work.bindings[0].buffer->get(), work.bindings[1].buffer->get(), 1, &region);
  }

  void stamp(uint32_t index) {
    if (m_list.m_queries)
      m_api.vkCmdWriteTimestamp(m_commands, VK_PIPELINE_STAGE_BOTTOM_OF_PIPE_BIT, m_list.m_queries.get(), index);
  }

  static constexpr VkPipelineStageFlags kWork = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
  static constexpr VkAccessFlags kWrite = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT;
  static constexpr VkAccessFlags kReadWrite = kWrite | VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_TRANSFER_READ_BIT;

  Device& m_device;
  const DeviceApi& m_api;
  CommandList& m_list;
  VkCommandBuffer m_commands = VK_NULL_HANDLE;
  std::vector<VkDescriptorSet> m_sets;
  std::vector<Touched> m_touched;
  double m_in_submit_s = 0; ///< expected time of what the open submit has so far
};

Result<CommandList> CommandList::record(Device& device, const std::vector<Work>& work) {
  CommandList list;
  PARETO_TRY(Recorder(device, list).run(work));
  return list;
}

Status CommandList::add_times(Device& device, std::map<std::string, OperationTime>& total) const {
  if (!m_queries)
    return {};
  std::vector<uint64_t> ticks(m_labels.size() + 1);
  const DeviceApi& api = device.api();
  PARETO_TRY(device.remember(
      api.vkGetQueryPoolResults(api.device, m_queries.get(), 0, static_cast<uint32_t>(ticks.size()), ticks.size() * 8,
                                ticks.data(), 8, VK_QUERY_RESULT_64_BIT | VK_QUERY_RESULT_WAIT_BIT),
      "reading timestamps"));
  const uint64_t counted = ~uint64_t{0} >> (64 - device.physical().timestamp_bits);
  for (size_t i = 0; i < m_labels.size(); ++i) {
    OperationTime& time = total[m_labels[i]];
    time.seconds += static_cast<double>((ticks[i + 1] - ticks[i]) & counted) *
                    static_cast<double>(device.limits().timestampPeriod) * 1e-9;
    ++time.dispatches;
  }
  return {};
}

} // namespace pareto::gpu
