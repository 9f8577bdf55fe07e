// SPDX-License-Identifier: GPL-3.0-or-later
// The matrix recurrence: token by token for decode and short steps, in chunks as matrix products for prefill.
#include "gpu/ops/operation.h"

#include <algorithm>
#include <bit>

namespace pareto::gpu {

namespace {

constexpr int64_t kChunkedFrom = 16;  ///< tokens from which the chunked form pays
constexpr int64_t kScratchAlign = 64; ///< floats; the largest offset alignment a Vulkan device may ask for
constexpr uint32_t kPushed = 0;       ///< in the place of a constant that comes with the push constants instead

struct MatrixRecurrenceShape {
  int64_t batch, tokens, heads, keys, width, writes; ///< writes: of one token
  int64_t units() const { return batch * heads; }
  int64_t rows() const { return tokens * writes; }
};

MatrixRecurrenceShape matrix_recurrence_shape_of(const Node& node) {
  const Dims& y = node.output().shape;
  return {y[0], y[1] / std::get<MatrixRecurrenceSpec>(node.spec).reads, y[2], node.inputs[kMatrixQ].shape[3],
          y[3], std::get<MatrixRecurrenceSpec>(node.spec).writes};
}

/// REMOVAL of the shaders: 3 is a low rank whose b is -k.
uint32_t removal_of(const Node& node) {
  const Removal removal = std::get<MatrixRecurrenceSpec>(node.spec).removal;
  return removal == Removal::LowRank && !node.inputs[kMatrixB] ? 3 : static_cast<uint32_t>(removal);
}

/// Which of the writes of a token is the one at which it reads.
uint32_t read_at(const MatrixRecurrenceSpec& spec) { return spec.read_before ? 0 : u32(spec.writes - 1); }

/// Rows of the state one lane keeps in registers, and columns of one workgroup.
struct HeadTiling {
  uint32_t columns = 8, parts = 1;
  uint32_t lanes() const { return columns * parts; }
};

HeadTiling head_tiling(const Compilation& c, int64_t keys, int64_t width) {
  if (c.device.software_kernels()) // lanes of one vector: no barriers between vectors
    return {8, 1};
  HeadTiling t;
  t.columns = u32(std::clamp<int64_t>(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(width))), 8, 32));
  t.parts = u32(std::clamp<int64_t>(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(keys))) / 16, 1, 8));
  return t;
}

/// How a step is cut into chunks of rows, a row for each write, and where its scratch lies.
struct ChunkPlan {
  int64_t chunk = 0;               ///< rows of one; 0: token by token
  int64_t chunks = 0, segment = 0; ///< of the whole step, of one round
  int64_t chunk_floats = 0;        ///< CHUNK_FLOATS of chunk_layout.glsl
  bool on_lanes = false;           ///< recurrence_carry_lanes, chunk by chunk
  uint32_t lanes = 128, columns = 32;
  int64_t state_floats = 0, sums_floats = 0; ///< scratch: carried states, then sums of keys, then chunks
  int64_t sums_at = 0, chunks_at = 0, floats = 0;
};

int64_t aligned(int64_t floats) { return (floats + kScratchAlign - 1) / kScratchAlign * kScratchAlign; }
int64_t in_fours(int64_t n) { return (n + 3) / 4 * 4; }

/// Columns of a workgroup of recurrence_carry, as many as the shared memory holds; 0 when not even eight fit.
uint32_t carry_columns(const Device& device, const MatrixRecurrenceShape& s, int64_t rows) {
  const auto most = static_cast<int64_t>(device.limits().maxComputeSharedMemorySize);
  int64_t columns = std::clamp<int64_t>(static_cast<int64_t>(std::bit_ceil(static_cast<uint64_t>(s.width))), 8, 32);
  while (columns >= 8 && 4 * columns * (s.keys + rows) > most)
    columns /= 2;
  return columns >= 8 ? u32(columns) : 0;
}

int64_t floats_of_chunk(const MatrixRecurrenceShape& s, const Node& node, int64_t chunk) {
  const int64_t keys = in_fours(s.keys), writes = node.inputs[kMatrixB] ? 2 * chunk : chunk;
  return (chunk + writes + 1) * keys + writes * chunk + (removal_of(node) == 0 ? 0 : chunk * (keys + chunk));
}

/// Chunks where they pay and fit the device.
ChunkPlan plan_chunks(const Device& device, const Node& node) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  const bool normalised = spec.normaliser != Normaliser::None;
  if (s.tokens < kChunkedFrom || (normalised && spec.decay != Decay::None)) // z does not fade, the chunk's scores would
    return {};
  if (spec.decay == Decay::Value || spec.levels > 0 || spec.reads > 1) // chunks keep one state, read once a token
    return {};
  if (node.inputs[kMatrixOffsets]) // rows of experts begin anywhere
    return {};
  ChunkPlan plan;
  plan.on_lanes = device.software_kernels();
  plan.lanes = plan.on_lanes ? 8 : 128;
  plan.chunk = plan.on_lanes ? 16 : 32;
  plan.columns = carry_columns(device, s, spec.removal == Removal::None ? plan.chunk : 2 * plan.chunk);
  plan.chunks = groups_for(s.rows(), plan.chunk);
  plan.chunk_floats = floats_of_chunk(s, node, plan.chunk);
  const int64_t each = s.units() * plan.chunk_floats * 4; // bytes of one chunk of every head
  const int64_t most = plan.on_lanes ? std::min<int64_t>(device.limits().maxStorageBufferRange,
                                                         int64_t{device.limits().maxTexelBufferElements} * 16)
                                     : device.limits().maxStorageBufferRange;
  if ((!plan.on_lanes && plan.columns == 0) ||
      std::max(each, s.units() * in_fours(s.keys) * in_fours(s.width) * 4) > most)
    return {};
  plan.segment = std::clamp<int64_t>(device.options().chunk_bytes / each, 1, plan.chunks);
  plan.state_floats = plan.on_lanes                ? s.units() * in_fours(s.keys) * in_fours(s.width)
                      : plan.segment < plan.chunks ? s.units() * s.keys * s.width
                                                   : 4;
  plan.sums_floats = normalised ? s.units() * plan.chunks * s.keys : 4;
  plan.sums_at = aligned(plan.state_floats);
  plan.chunks_at = plan.sums_at + aligned(plan.sums_floats);
  plan.floats = plan.chunks_at + s.units() * plan.segment * plan.chunk_floats;
  return plan;
}

/// A node's inputs as its kernels take them.
struct Inputs {
  Operand at[kMatrixInputs];
  uint32_t shares = 0; ///< heads per q, k, d head, 10 bits each
};

void push_decay(std::vector<uint32_t>& push, const Node& node, const Inputs& inputs) {
  if (std::get<MatrixRecurrenceSpec>(node.spec).decay == Decay::Constant)
    push.insert(push.end(), {inputs.at[kMatrixLogDecay].at, 0, 0, 0});
  else
    push_input(push, inputs.at[kMatrixLogDecay], node.inputs[kMatrixLogDecay]);
}

Result<Inputs> inputs_of(const Compilation& c, const Node& node) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  Inputs inputs;
  for (int i = 0; i < kMatrixInputs; ++i)
    inputs.at[i] = c.operand(node.inputs[static_cast<size_t>(i)]);
  const int64_t heads = node.output().shape[2];
  const int64_t share_q = heads / node.inputs[kMatrixQ].shape[2], share_k = heads / node.inputs[kMatrixK].shape[2];
  const bool by_vector = spec.decay == Decay::Key || spec.decay == Decay::Value;
  const int64_t share_d = by_vector ? heads / node.inputs[kMatrixLogDecay].shape[2] : 1;
  const Tensor &a = node.inputs[kMatrixA], &b = node.inputs[kMatrixB];
  if (b && (a.strides[0] != b.strides[0] || a.strides[1] != b.strides[1] || a.strides[2] != b.strides[2]))
    return fail(ErrorCode::Unsupported, "The two factors of a low-rank removal must lie alike (" + node.scope + ").");
  if (std::max({share_q, share_k, share_d}) > 1023)
    return fail(ErrorCode::Unsupported, "More than 1023 heads share one key (" + node.scope + ").");
  if (node.inputs[kMatrixOffsets] && c.graph.shape().batch >= 1 << 16)
    return fail(ErrorCode::Unsupported, "More than 65535 sequences at once (" + node.scope + ").");
  inputs.shares = u32(share_q | share_k << 10 | share_d << 20);
  return inputs;
}

Binding scratch(const Compilation& c, int64_t at, int64_t floats, Access access) {
  return {&c.buffers.scratch, static_cast<VkDeviceSize>(at * 4),
          static_cast<VkDeviceSize>(std::max<int64_t>(floats, 4) * 4), access};
}

Binding chunks_of(const Compilation& c, const MatrixRecurrenceShape& s, const ChunkPlan& plan, int64_t count,
                  Access access) {
  return scratch(c, plan.chunks_at, s.units() * count * plan.chunk_floats, access);
}

/// z moved on by the step; with chunks also z before each of them.
Status add_normaliser(Compilation& c, const Node& node, const ChunkPlan& plan) {
  const Tensor& k = node.inputs[kMatrixK];
  const Operand from = c.operand(k);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  return c.add(
      node, Shader::RecurrenceNormaliser, {c.lanes(), u32(plan.chunk)},
      {c.step(), from.binding, c.entry(node.entry(1), Access::Write),
       scratch(c, plan.sums_at, plan.sums_floats, Access::Write)}, // never the weights: the kernel may write there
      {u32(s.batch), u32(s.heads), u32(s.keys), u32(s.heads / k.shape[2]), from.at, u32(k.strides[0]),
       u32(k.strides[1]), u32(k.strides[2]), u32(plan.chunks)},
      groups_for(s.units() * s.keys, c.lanes()));
}

/// Weights of levels stand where the removal has its a.
MatrixInput third_of(const Node& node) { return node.inputs[kMatrixLevels] ? kMatrixLevels : kMatrixA; }

/// What the kernels that go token by token are told; `count`: tokens of matrix_recurrence, sequences of
/// recurrence_step_lanes.
std::vector<uint32_t> token_push(const Node& node, const Inputs& inputs, int64_t count) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  std::vector<uint32_t> push;
  for (int i : {kMatrixQ, kMatrixK, kMatrixV})
    push_input(push, inputs.at[i], node.inputs[static_cast<size_t>(i)]);
  push_decay(push, node, inputs);
  push_input(push, inputs.at[kMatrixBeta], node.inputs[kMatrixBeta]);
  push_input(push, inputs.at[third_of(node)], node.inputs[third_of(node)]);
  push.insert(push.end(), {inputs.at[kMatrixB].at, u32(count), u32(s.heads), u32(s.width), inputs.shares,
                           bits(spec.scale), bits(spec.eps)});
  return push;
}

double token_operations(const MatrixRecurrenceShape& s) {
  return 8.0 * static_cast<double>(s.units() * s.rows() * s.keys * s.width);
}

/// recurrence_step_lanes takes one token, and reads all that lies by key and the state in groups of four.
bool lanes_fit(const Compilation& c, const Node& node, const Inputs& inputs) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  const auto fours = [&](int input) {
    const Dims& at = node.inputs[static_cast<size_t>(input)].strides;
    return c.in_fours(inputs.at[input], {at[0], at[2]});
  };
  if (s.rows() != 1 || spec.reads > 1 || s.keys % 4 != 0 || s.width % 4 != 0 || !c.state.entry(node.entry(0)).view)
    return false;
  if (spec.decay == Decay::Value || spec.levels > 0 || node.inputs[kMatrixOffsets])
    return false;
  if (spec.normaliser != Normaliser::None && !c.state.entry(node.entry(1)).view)
    return false;
  if (spec.removal == Removal::LowRank && !fours(kMatrixA))
    return false;
  if (node.inputs[kMatrixB] && !c.in_fours(inputs.at[kMatrixB], {}))
    return false;
  return fours(kMatrixQ) && fours(kMatrixK) && (spec.decay != Decay::Key || fours(kMatrixLogDecay));
}

Status matrix_recurrence_on_lanes(Compilation& c, const Node& node, const Inputs& inputs) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  const bool normalised = spec.normaliser != Normaliser::None, removing = spec.removal == Removal::LowRank;
  Binding q = inputs.at[kMatrixQ].binding, k = inputs.at[kMatrixK].binding;
  PARETO_TRY(c.bind_texels(q));
  PARETO_TRY(c.bind_texels(k));
  Binding a = q, b = q, d = q, z = q, old = c.entry(node.entry(0), Access::Read); // q where there is nothing to read
  if (removing) {
    a = inputs.at[kMatrixA].binding;
    PARETO_TRY(c.bind_texels(a));
  }
  if (node.inputs[kMatrixB]) {
    b = inputs.at[kMatrixB].binding;
    PARETO_TRY(c.bind_texels(b));
  }
  if (spec.decay == Decay::Key) {
    d = inputs.at[kMatrixLogDecay].binding;
    PARETO_TRY(c.bind_texels(d));
  }
  if (normalised) {
    z = c.entry(node.entry(1), Access::Read);
    z.view = c.state.entry(node.entry(1)).view.get();
  }
  old.view = c.state.entry(node.entry(0)).view.get();
  PARETO_TRY(c.add(
      node, Shader::RecurrenceStepLanes,
      {kVectorLanes, u32(s.keys), static_cast<uint32_t>(spec.decay), removal_of(node), normalised, spec.read_before},
      {c.step(), q, k, inputs.at[kMatrixV].binding, inputs.at[kMatrixLogDecay].binding, inputs.at[kMatrixBeta].binding,
       a, b, c.entry(node.entry(0), Access::Write), z, c.operand(node.output(), Access::Write).binding, d, old},
      token_push(node, inputs, s.batch), groups_for(s.units() * s.width / 4, kVectorLanes), token_operations(s)));
  return normalised ? add_normaliser(c, node, {}) : Status();
}

/// Experts whose rows the inputs have; 0: rows are tokens.
struct Experts {
  int64_t count = 0, choices = 0; ///< choices: of a sequence
  uint32_t places = 0;            ///< of matrix_recurrence.comp
};

Experts experts_of(const Compilation& c, const Node& node, const Inputs& inputs) {
  if (!node.inputs[kMatrixOffsets])
    return {};
  const int64_t batch = c.graph.shape().batch;
  return {node.inputs[kMatrixOffsets].shape[0] - 1, node.inputs[kMatrixOrder].shape[0] / batch,
          inputs.at[kMatrixOffsets].at | inputs.at[kMatrixOrder].at << 8 | u32(batch) << 16};
}

Status token_by_token(Compilation& c, const Node& node, const Inputs& inputs) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  const bool normalised = spec.normaliser != Normaliser::None;
  const HeadTiling t = head_tiling(c, s.keys, s.width);
  const Binding z = normalised ? c.entry(node.entry(1), Access::Read) : c.operand({}).binding;
  const Experts experts = experts_of(c, node, inputs);
  std::vector<uint32_t> push = token_push(node, inputs, experts.count > 0 ? experts.choices : s.tokens);
  push.push_back(experts.places);
  const int64_t units = experts.count > 0 ? experts.count * c.graph.shape().batch * s.heads : s.units();
  PARETO_TRY(
      c.add(node, Shader::MatrixRecurrence,
            {t.lanes(), u32(s.keys), t.columns, t.parts, static_cast<uint32_t>(spec.decay), removal_of(node),
             normalised, u32(spec.writes), spec.read_before, u32(spec.levels), u32(experts.count), u32(spec.reads)},
            {c.step(), inputs.at[kMatrixQ].binding, inputs.at[kMatrixK].binding, inputs.at[kMatrixV].binding,
             inputs.at[kMatrixLogDecay].binding, inputs.at[kMatrixBeta].binding, inputs.at[third_of(node)].binding,
             inputs.at[kMatrixB].binding, c.entry(node.entry(0), Access::Write), z,
             c.operand(node.output(), Access::Write).binding, inputs.at[kMatrixOffsets].binding,
             inputs.at[kMatrixOrder].binding},
            push, units * groups_for(s.width, t.columns), token_operations(s)));
  return normalised ? add_normaliser(c, node, {}) : Status();
}

double carry_operations(const MatrixRecurrenceShape& s, const ChunkPlan& plan, int64_t count) {
  return static_cast<double>(s.units() * count * plan.chunk * s.width * (s.keys + plan.chunk)) * 6;
}

/// The part of `count` chunks from `first` that needs no state.
Status add_chunks(Compilation& c, const Node& node, const Inputs& inputs, const ChunkPlan& plan, int64_t first,
                  int64_t count) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  const bool normalised = spec.normaliser != Normaliser::None;
  std::vector<uint32_t> push;
  for (int i : {kMatrixQ, kMatrixK})
    push_input(push, inputs.at[i], node.inputs[static_cast<size_t>(i)]);
  push_decay(push, node, inputs);
  push_input(push, inputs.at[kMatrixBeta], node.inputs[kMatrixBeta]);
  push_input(push, inputs.at[kMatrixA], node.inputs[kMatrixA]);
  push.insert(push.end(), {inputs.at[kMatrixB].at, u32(s.heads), inputs.shares, u32(first), u32(count),
                           u32(plan.chunks), bits(spec.scale), bits(spec.eps), u32(s.keys)});
  return c.add(node, Shader::RecurrenceChunk,
               {plan.lanes, kPushed, u32(plan.chunk), removal_of(node), static_cast<uint32_t>(spec.decay), normalised,
                u32(spec.writes), spec.read_before},
               {c.step(), inputs.at[kMatrixQ].binding, inputs.at[kMatrixK].binding, inputs.at[kMatrixLogDecay].binding,
                inputs.at[kMatrixBeta].binding, inputs.at[kMatrixA].binding, inputs.at[kMatrixB].binding,
                normalised ? scratch(c, plan.sums_at, plan.sums_floats, Access::Read) : c.operand({}).binding,
                chunks_of(c, s, plan, count, Access::Write)},
               push, s.units() * count,
               static_cast<double>(s.units() * count * plan.chunk * plan.chunk * (s.keys + plan.chunk)) * 8);
}

/// The state through `count` chunks from `first`; between rounds it waits in the scratch.
Status add_carry(Compilation& c, const Node& node, const Inputs& inputs, const ChunkPlan& plan, int64_t first,
                 int64_t count) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  constexpr uint32_t rows_each = 4, columns_each = 2;
  std::vector<uint32_t> push;
  push_input(push, inputs.at[kMatrixV], node.inputs[kMatrixV]);
  push.insert(push.end(), {u32(s.tokens), u32(s.heads), u32(s.width), u32(first), u32(count), first == 0,
                           first + count == plan.chunks});
  return c.add(node, Shader::RecurrenceCarry,
               {plan.lanes, u32(s.keys), u32(plan.chunk), removal_of(node), plan.columns, rows_each, columns_each,
                u32(spec.writes), read_at(spec)},
               {c.step(), inputs.at[kMatrixV].binding, chunks_of(c, s, plan, count, Access::Read),
                c.entry(node.entry(0), Access::Write), scratch(c, 0, plan.state_floats, Access::Write),
                c.operand(node.output(), Access::Write).binding},
               push, s.units() * groups_for(s.width, plan.columns), carry_operations(s, plan, count));
}

Status move_states(Compilation& c, const Node& node, const ChunkPlan& plan, bool back) {
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  return c.add(node, Shader::RecurrenceMove, {c.lanes(), back},
               {c.step(), c.entry(node.entry(0), back ? Access::Write : Access::Read),
                scratch(c, 0, plan.state_floats, back ? Access::Read : Access::Write)},
               {u32(s.batch), u32(s.heads), u32(s.keys), u32(s.width)}, groups_for(plan.state_floats, c.lanes()));
}

Status add_carry_lanes(Compilation& c, const Node& node, const Inputs& inputs, const ChunkPlan& plan, int64_t first,
                       int64_t count) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const MatrixRecurrenceShape s = matrix_recurrence_shape_of(node);
  Binding chunks = chunks_of(c, s, plan, count, Access::Read), old = scratch(c, 0, plan.state_floats, Access::Read);
  PARETO_TRY(c.bind_texels(chunks));
  PARETO_TRY(c.bind_texels(old));
  for (int64_t place = 0; place < count; ++place) {
    std::vector<uint32_t> push;
    push_input(push, inputs.at[kMatrixV], node.inputs[kMatrixV]);
    push.insert(push.end(), {u32(s.tokens), u32(s.heads), u32(s.width), u32((first + place) * plan.chunk), u32(place),
                             u32(count), u32(s.keys)});
    PARETO_TRY(c.add(node, Shader::RecurrenceCarryLanes,
                     {plan.lanes, kPushed, u32(plan.chunk), removal_of(node), u32(spec.writes), read_at(spec)},
                     {c.step(), inputs.at[kMatrixV].binding, chunks, old,
                      scratch(c, 0, plan.state_floats, Access::Write), c.operand(node.output(), Access::Write).binding},
                     push, s.units() * groups_for(in_fours(s.width) / 4, plan.lanes), carry_operations(s, plan, 1)));
  }
  return {};
}

Status in_chunks(Compilation& c, const Node& node, const Inputs& inputs, const ChunkPlan& plan) {
  if (std::get<MatrixRecurrenceSpec>(node.spec).normaliser != Normaliser::None)
    PARETO_TRY(add_normaliser(c, node, plan));
  if (plan.on_lanes)
    PARETO_TRY(move_states(c, node, plan, false));
  for (int64_t first = 0; first < plan.chunks; first += plan.segment) {
    const int64_t count = std::min(plan.segment, plan.chunks - first);
    PARETO_TRY(add_chunks(c, node, inputs, plan, first, count));
    PARETO_TRY(plan.on_lanes ? add_carry_lanes(c, node, inputs, plan, first, count)
                             : add_carry(c, node, inputs, plan, first, count));
  }
  return plan.on_lanes ? move_states(c, node, plan, true) : Status();
}

int64_t matrix_recurrence_scratch_floats(const Device& device, const Node& node) {
  return plan_chunks(device, node).floats;
}

Status matrix_recurrence_compile(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(inputs, inputs_of(c, node));
  const ChunkPlan plan = plan_chunks(c.device, node);
  if (plan.chunk > 0)
    return in_chunks(c, node, inputs, plan);
  return lanes_fit(c, node, inputs) ? matrix_recurrence_on_lanes(c, node, inputs) : token_by_token(c, node, inputs);
}

} // namespace

const GpuOperation ops::matrix_recurrence{matrix_recurrence_compile, matrix_recurrence_scratch_floats};

} // namespace pareto::gpu
