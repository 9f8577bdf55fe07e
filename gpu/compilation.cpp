// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_program.h"
#include "gpu/ops/operation.h"

#include <algorithm>
#include <bit>

namespace pareto::gpu {

namespace {

constexpr int64_t kAlign = kBindingAlign;
int64_t aligned(int64_t bytes) { return (bytes + kAlign - 1) / kAlign * kAlign; }

} // namespace

uint32_t bits(float value) { return std::bit_cast<uint32_t>(value); }

Result<Axes> merge_axes(const Tensor* const views[2], int axes, size_t rank) {
  struct Axis {
    int64_t extent, strides[2];
  };
  std::vector<Axis> merged;
  for (int axis = 0; axis < axes; ++axis) {
    if (views[0]->shape[axis] == 1)
      continue;
    const Axis next{views[0]->shape[axis], {views[0]->strides[axis], views[1]->strides[axis]}};
    const bool fits = !merged.empty() && merged.back().strides[0] == next.strides[0] * next.extent &&
                      merged.back().strides[1] == next.strides[1] * next.extent;
    if (fits)
      merged.back() = {merged.back().extent * next.extent, {next.strides[0], next.strides[1]}};
    else
      merged.push_back(next);
  }
  if (merged.size() > rank)
    return fail(ErrorCode::Unsupported,
                "A view with " + std::to_string(merged.size()) + " separate axes has no GPU kernel.");
  Axes out;
  out.extents.assign(rank - merged.size(), 1);
  out.strides[0].assign(rank - merged.size(), 0);
  out.strides[1] = out.strides[0];
  for (const Axis& axis : merged) {
    out.extents.push_back(u32(axis.extent));
    for (int v = 0; v < 2; ++v)
      out.strides[v].push_back(u32(axis.strides[v]));
  }
  return out;
}

void push_input(std::vector<uint32_t>& push, const Operand& operand, const Tensor& view, int axes) {
  push.push_back(operand.at);
  for (int axis = 0; axis < axes; ++axis)
    push.push_back(view ? u32(view.strides[axis]) : 0);
}

std::vector<uint32_t> joined(std::vector<uint32_t> head, std::initializer_list<const std::vector<uint32_t>*> tails) {
  for (const auto* tail : tails)
    head.insert(head.end(), tail->begin(), tail->end());
  return head;
}

Status StepBuffers::allocate(Device& device_, const Graph& graph) {
  schedule = fuse(graph, runnable(device_.options().fusions));
  plan = plan_memory(graph, schedule, kAlign / 4);
  PARETO_TRY_ASSIGN(values, device_.new_buffer(plan.elements * 4, MemoryUse::Device));
  arena = std::move(values);
  step_bytes = 16 + 16 * int64_t{graph.shape().batch};
  int64_t end = aligned(step_bytes);
  for (const NamedTensor& input : graph.inputs()) {
    input_at[input.tensor.id] = end;
    end = aligned(end + input.tensor.shape.elements() * 4);
  }
  const int64_t rows = int64_t{graph.shape().batch} * graph.shape().tokens;
  for (const Node& node : graph.nodes()) {
    if (node.op != Op::Rope || !std::get<RopeSpec>(node.spec).table)
      continue;
    const auto& table = std::get<RopeSpec>(node.spec).table;
    if (find_angles(*table) >= 0)
      continue;
    angles.emplace_back(table, end);
    end = aligned(end + 2 * rows * static_cast<int64_t>(table->inv_freq.size()) * 4);
  }
  PARETO_TRY_ASSIGN(written, device_.new_buffer(end, MemoryUse::Upload));
  host = std::move(written);
  PARETO_TRY_ASSIGN(copied, device_.new_buffer(end, MemoryUse::Device));
  device = std::move(copied);
  int64_t out = 0, partial = 0;
  for (const NamedTensor& output : graph.outputs()) {
    result_at[output.name] = out;
    out = aligned(out + output.tensor.shape.elements() * 4);
  }
  PARETO_TRY_ASSIGN(read, device_.new_buffer(out, MemoryUse::Readback));
  results = std::move(read);
  for (const Node& node : graph.nodes())
    partial = std::max(partial, gpu_operation(node.op).scratch(device_, node));
  PARETO_TRY_ASSIGN(sums, device_.new_buffer(partial * 4, MemoryUse::Device));
  scratch = std::move(sums);
  return {};
}

int64_t StepBuffers::find_angles(const RopeTable& table) const {
  for (const auto& [known, at] : angles)
    if (*known == table)
      return at;
  return -1;
}

Result<VkBufferView> StepBuffers::texels(Device& on, const Binding& binding) {
  const auto key = std::make_tuple(binding.buffer, binding.offset, binding.range);
  const auto found = views.find(key);
  if (found != views.end())
    return found->second.get();
  PARETO_TRY_ASSIGN(
      view, on.new_view(*binding.buffer, VK_FORMAT_R32G32B32A32_SFLOAT, binding.offset, binding.range / 16 * 16));
  return views.emplace(key, std::move(view)).first->second.get();
}

Binding StepBuffers::value(const Graph& graph, int32_t id, Access access) const {
  const auto bytes = static_cast<VkDeviceSize>(graph.values()[static_cast<size_t>(id)].shape.elements() * 4);
  const auto input = input_at.find(id);
  if (input != input_at.end())
    return {&device, static_cast<VkDeviceSize>(input->second), bytes, access};
  return {&arena, static_cast<VkDeviceSize>(plan.offset[static_cast<size_t>(id)] * 4), bytes, access};
}

bool Compilation::in_fours(const Operand& operand, std::initializer_list<int64_t> steps) const {
  const VkDeviceSize texels = operand.binding.range / 16;
  const bool whole =
      operand.at % 4 == 0 && std::all_of(steps.begin(), steps.end(), [](int64_t value) { return value % 4 == 0; });
  return device.software_kernels() && whole && texels > 0 && texels <= device.limits().maxTexelBufferElements;
}

Status Compilation::bind_texels(Binding& binding) {
  PARETO_TRY_ASSIGN(view, buffers.texels(device, binding));
  binding.view = view;
  return {};
}

Operand Compilation::operand(const Tensor& view, Access access) const {
  if (!view)
    return {{&weights.vectors(), 0, 16, Access::Constant}, 0};
  Operand out;
  const Value& info = graph.values()[static_cast<size_t>(view.id)];
  if (graph.constant(view.id)) {
    const StoredVector* stored =
        weights.vector(info.origin == Value::Origin::Weight ? graph.weights()[static_cast<size_t>(info.index)].name
                                                            : graph.constant_key(view.id));
    out.binding = {&weights.vectors(), static_cast<VkDeviceSize>(stored ? stored->offset : 0),
                   static_cast<VkDeviceSize>(stored ? stored->elements * 4 : 16), Access::Constant};
  } else {
    out.binding = buffers.value(graph, view.id, access);
  }
  // The largest aligned step towards the view's start; the kernel walks the rest.
  const VkDeviceSize skip = static_cast<VkDeviceSize>(view.offset) * 4 / kAlign * kAlign;
  out.binding.offset += skip;
  out.binding.range -= skip;
  out.at = u32(view.offset - static_cast<int64_t>(skip / 4));
  return out;
}

Binding Compilation::step() const {
  return {&buffers.device, 0, static_cast<VkDeviceSize>(buffers.step_bytes), Access::Read};
}

Binding Compilation::entry(int32_t index, Access access) const {
  const StateEntry& e = state.entry(index);
  const auto bytes = static_cast<VkDeviceSize>(e.slot_words * 4 * state.slots());
  return {&e.buffer, 0, bytes > 0 ? bytes : e.buffer.size(), access}; // nothing kept: no descriptor is empty
}

Operand Compilation::history(int32_t index, const HeadRange& heads, Access access) const {
  const StateEntry& e = state.entry(index);
  const int64_t begin = heads.first * e.head_words() * 4, skip = begin / kAlign * kAlign,
                end = heads.end * e.head_words() * 4;
  return {{&e.buffer, static_cast<VkDeviceSize>(skip), static_cast<VkDeviceSize>(end - skip), access},
          u32((begin - skip) / 4)};
}

std::vector<HeadRange> Compilation::head_ranges(std::initializer_list<int32_t> histories) const {
  const int64_t most = device.limits().maxStorageBufferRange;
  int64_t all = 0, each = 0;
  for (int32_t index : histories) {
    const StateEntry& e = state.entry(index);
    const int64_t head_bytes = e.head_words() * 4;
    all = e.heads() * state.slots();
    const int64_t fit = all * head_bytes <= most ? all : (most - kAlign) / head_bytes;
    each = each == 0 ? fit : std::min(each, fit);
  }
  std::vector<HeadRange> ranges;
  for (int64_t first = 0; first < all; first += each)
    ranges.push_back({first, std::min(all, first + each)});
  return ranges;
}

uint32_t Compilation::row_lanes(int64_t width) const {
  const int64_t most = device.software_kernels() ? 32 : 256, least = device.software_kernels() ? 8 : 32;
  return u32(std::clamp(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(std::max<int64_t>(1, width / 4)))),
                        least, most));
}

uint32_t Compilation::head_lanes(int64_t width) const {
  if (device.software_kernels())
    return 8;
  return u32(std::clamp<int64_t>(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(width))), 32, 256));
}

Status Compilation::add(const Node& node, Shader shader, std::vector<uint32_t> constants, std::vector<Binding> bindings,
                        std::vector<uint32_t> push, int64_t groups, double operations) {
  const int64_t most = device.limits().maxComputeWorkGroupCount[0];
  const int64_t rows = groups_for(groups, most);
  return add_grid(node, shader, std::move(constants), std::move(bindings), std::move(push),
                  {groups_for(groups, rows), rows, 1}, operations);
}

Status Compilation::add_grid(const Node& node, Shader shader, std::vector<uint32_t> constants,
                             std::vector<Binding> bindings, std::vector<uint32_t> push, std::array<int64_t, 3> grid,
                             double operations) {
  Work work;
  PARETO_TRY_ASSIGN(kernel, device.kernels().get(shader, constants));
  work.kernel = kernel;
  work.bindings = std::move(bindings);
  work.push = std::move(push);
  if (work.push.size() * 4 > kPushBytes)
    return fail(ErrorCode::Internal,
                std::string("The kernel ") + kernel->source->name + " is given too many push constants.");
  for (size_t axis = 0; axis < 3; ++axis) {
    if (grid[axis] > device.limits().maxComputeWorkGroupCount[axis])
      return fail(ErrorCode::Unsupported,
                  std::string("The operation ") + to_string(node.op) + " of " + node.scope +
                      " needs more workgroups than the device allows; a smaller batch or step would fit.");
    work.groups[axis] = u32(grid[axis]);
  }
  work.operations = operations > 0 ? operations : static_cast<double>(node.output().shape.elements()) * 16;
  work.label = to_string(node.op);
  m_works.push_back(std::move(work));
  return {};
}

Status Compilation::add_group(const NodeGroup& group) {
  FusedNodes nodes;
  for (int32_t index : group.nodes)
    nodes.push_back(&graph.nodes()[static_cast<size_t>(index)]);
  return group.fusion ? gpu_pattern(*group.fusion).compile(*this, nodes)
                      : gpu_operation(nodes.front()->op).compile(*this, *nodes.front());
}

Result<std::vector<Work>> Compilation::run() {
  Work inputs;
  inputs.bindings = {{&buffers.host, 0, buffers.host.size(), Access::Constant},
                     {&buffers.device, 0, buffers.host.size(), Access::Write}};
  inputs.label = "inputs";
  m_works.push_back(std::move(inputs));
  for (const NodeGroup& group : buffers.schedule)
    PARETO_TRY(add_group(group));
  for (const NamedTensor& output : graph.outputs()) {
    Work copy;
    const Operand from = operand(output.tensor);
    const auto bytes = static_cast<VkDeviceSize>(output.tensor.shape.elements() * 4);
    copy.bindings = {
        {from.binding.buffer, from.binding.offset + from.at * 4, bytes, from.binding.access},
        {&buffers.results, static_cast<VkDeviceSize>(buffers.result_at[output.name]), bytes, Access::Write}};
    copy.label = "outputs";
    m_works.push_back(std::move(copy));
  }
  return std::move(m_works);
}

} // namespace pareto::gpu
