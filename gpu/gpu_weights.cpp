// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_weights.h"

#include "core/formats/tensor_source.h"
#include "core/graph/passes/fold.h"
#include "core/graph/storage.h"
#include "core/numeric/format_codec.h"
#include "core/platform/cpu_info.h"
#include "core/platform/thread_team.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>

namespace pareto::gpu {

namespace {

constexpr int64_t kChunk = int64_t{8} << 20; ///< bytes of float32 converted at once
constexpr int64_t kWorthSharing = 1 << 18;   ///< elements from which waking a second thread pays
constexpr int64_t kRowStep = 64;             ///< rows a piece is a multiple of, so that no tile straddles two

/// Rounds one row to its stored type, zeros behind it.
void pack_row(std::span<const float> row, Format type, std::byte* out, int64_t row_bytes) {
  std::memset(out, 0, static_cast<size_t>(row_bytes));
  encode(type, row, {out, static_cast<size_t>(row_bytes)});
}

float largest_magnitude(std::span<const float> row) {
  float largest = 0;
  for (float value : row)
    largest = std::max(largest, std::abs(value));
  return largest;
}

/// Fills `out` with packed rows, shared over the threads; `largest`, where given, grows to the largest magnitude among
/// them.
Status pack_rows(const WeightDecl& weight, TensorSource& source, ThreadTeam& team, Format type, int64_t begin,
                 int64_t count, int64_t row_bytes, std::byte* out, float* largest) {
  const int64_t width = weight.shape.elements() / weight.shape[0];
  std::mutex mutex;
  Status first_error;
  const bool shared = count * width >= kWorthSharing;
  const auto work = [&](int thread) {
    const auto share = shared ? team.share(thread, count) : ThreadTeam::Share{0, count};
    std::vector<float> row(static_cast<size_t>(width));
    float mine = 0;
    for (int64_t r = share.begin; r < share.end; ++r) {
      const Status status = source.read_rows(weight, begin + r, 1, row);
      if (!status) {
        const std::lock_guard lock(mutex);
        first_error = status;
        return;
      }
      pack_row(row, type, out + r * row_bytes, row_bytes);
      if (largest)
        mine = std::max(mine, largest_magnitude(row));
    }
    if (largest) {
      const std::lock_guard lock(mutex);
      *largest = std::max(*largest, mine);
    }
  };
  if (shared)
    team.run(work);
  else
    work(0);
  return first_error;
}

} // namespace

const StoredMatrix* GpuWeights::matrix(const std::string& name) const {
  const auto found = m_matrices.find(name);
  return found == m_matrices.end() ? nullptr : &found->second;
}

const StoredVector* GpuWeights::vector(const std::string& key) const {
  const auto found = m_index.find(key);
  return found == m_index.end() ? nullptr : &found->second;
}

Status GpuWeights::load_matrix(const WeightDecl& weight, TensorSource& source, ThreadTeam& team) {
  StoredMatrix matrix;
  matrix.type = weight_format(weight, m_options.weights);
  matrix.rows = weight.shape[0];
  matrix.width = weight.shape.elements() / matrix.rows;
  matrix.stride = (matrix.width + 3) / 4;
  const bool scaled = matrix.type != Format::F16 && m_device->matrix_units();
  const int64_t row_bytes = format_bytes(matrix.type, matrix.stride * 4);
  const int64_t limit = static_cast<int64_t>(m_device->limits().maxStorageBufferRange) / row_bytes;
  if (limit < kRowStep)
    return fail(ErrorCode::Unsupported, weight.name + " has rows too long for the device's bindings.", weight.name);
  const int64_t most = std::min(matrix.rows, limit / kRowStep * kRowStep);
  const int64_t at_once = std::max<int64_t>(1, kChunk / (matrix.width * 4));
  std::vector<std::byte> packed(static_cast<size_t>(std::min(at_once, most) * row_bytes));
  for (int64_t first = 0; first < matrix.rows; first += most) {
    MatrixPiece piece;
    piece.first = first;
    piece.rows = std::min(most, matrix.rows - first);
    PARETO_TRY_ASSIGN(buffer, m_device->new_buffer(piece.rows * row_bytes, MemoryUse::Device));
    piece.buffer = std::move(buffer);
    if (m_device->software_kernels()) {
      const VkFormat format = matrix.type == Format::F32 ? VK_FORMAT_R32G32B32A32_UINT : VK_FORMAT_R32G32_UINT;
      PARETO_TRY_ASSIGN(view,
                        m_device->new_view(piece.buffer, format, 0, static_cast<VkDeviceSize>(piece.rows * row_bytes)));
      piece.view = std::move(view);
    }
    for (int64_t done = 0; done < piece.rows; done += at_once) {
      const int64_t count = std::min(at_once, piece.rows - done);
      PARETO_TRY(pack_rows(weight, source, team, matrix.type, first + done, count, row_bytes, packed.data(),
                           scaled ? &matrix.largest : nullptr));
      PARETO_TRY(m_device->upload(piece.buffer, done * row_bytes, packed.data(), count * row_bytes));
    }
    matrix.pieces.push_back(std::move(piece));
  }
  m_bytes += matrix.rows * row_bytes;
  m_matrices[weight.name] = std::move(matrix);
  return {};
}

Status GpuWeights::load_vectors(const Graph& graph, TensorSource& source) {
  const WeightReader read = [&](const WeightDecl& weight) -> Result<std::vector<float>> {
    std::vector<float> whole(static_cast<size_t>(weight.shape.elements()));
    PARETO_TRY(source.read_rows(weight, 0, weight.shape[0], whole));
    return whole;
  };
  PARETO_TRY_ASSIGN(constants, fold_constants(graph, read));
  std::map<std::string, std::vector<float>> values;
  int64_t total = 0;
  for (int32_t id : held_constants(graph)) {
    const Value& value = graph.values()[static_cast<size_t>(id)];
    const WeightDecl* weight =
        value.origin == Value::Origin::Weight ? &graph.weights()[static_cast<size_t>(value.index)] : nullptr;
    if (weight && weight->use == WeightUse::Matrix)
      continue;
    const std::string key = graph.constant_key(id);
    if (weight) {
      PARETO_TRY_ASSIGN(whole, read(*weight));
      values[key] = std::move(whole);
    } else {
      values[key].assign(constants.at(key).begin(), constants.at(key).end());
    }
    m_index[key] = {total, value.shape.elements()};
    total += packed_vector_bytes(value.shape.elements(), Packing::Vulkan);
  }
  PARETO_TRY_ASSIGN(buffer, m_device->new_buffer(total, MemoryUse::Device));
  m_vectors = std::move(buffer);
  m_bytes += total;
  for (const auto& [key, stored] : values)
    PARETO_TRY(
        m_device->upload(m_vectors, m_index[key].offset, stored.data(), static_cast<int64_t>(stored.size()) * 4));
  return {};
}

Result<std::unique_ptr<GpuWeights>> GpuWeights::load(std::shared_ptr<Device> device, const Graph& graph,
                                                     TensorSource& source, LoadOptions options) {
  if (options.weights != Precision::F32 && options.weights != Precision::F16 && options.weights != Precision::BF16)
    return fail(ErrorCode::Unsupported, std::string("The Vulkan executor stores weights as f32, f16 or bf16; ") +
                                            to_string(options.weights) + " runs on --device cpu.");
  auto weights = std::make_unique<GpuWeights>();
  weights->m_device = std::move(device);
  weights->m_options = options;
  ThreadTeam team(cpu_info().usable_threads);
  for (int32_t id : held_constants(graph)) {
    const Value& value = graph.values()[static_cast<size_t>(id)];
    if (value.origin == Value::Origin::Weight &&
        graph.weights()[static_cast<size_t>(value.index)].use == WeightUse::Matrix)
      PARETO_TRY(weights->load_matrix(graph.weights()[static_cast<size_t>(value.index)], source, team));
  }
  PARETO_TRY(weights->load_vectors(graph, source));
  return weights;
}

} // namespace pareto::gpu
