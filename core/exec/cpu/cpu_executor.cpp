// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_executor.h"

#include "core/exec/cpu/cpu_program.h"
#include "core/exec/cpu/cpu_state.h"
#include "core/model/model.h"
#include "core/platform/cpu_info.h"

namespace pareto {

namespace cpu {
namespace {

class CpuExecutor : public Executor {
public:
  CpuExecutor(int threads, const Kernels& kernels, FusionSet fusions)
      : m_team(threads), m_kernels(kernels), m_fusions(fusions) {}

  std::string name() const override { return "cpu"; }

  Result<std::unique_ptr<Weights>> load(const Model& model, TensorSource& source, LoadOptions options) override {
    return load(model.record({1, 1, Phase::Decode}), source, options);
  }

  Result<std::unique_ptr<Weights>> load(const Graph& graph, TensorSource& source, LoadOptions options) override {
    PARETO_TRY_ASSIGN(weights, CpuWeights::load(graph, source, options, m_team, m_kernels));
    return std::unique_ptr<Weights>(std::move(weights));
  }

  Result<std::unique_ptr<Program>> compile(const Graph& graph, const Weights& weights) override {
    const auto* own = dynamic_cast<const CpuWeights*>(&weights);
    if (!own)
      return fail(ErrorCode::InvalidArgument, "These weights were loaded by another executor.");
    return make_program(graph, *own, m_team, m_kernels, m_fusions);
  }

  Result<std::unique_ptr<State>> new_state(const Graph& graph, LoadOptions options, int slots, int64_t capacity,
                                           int largest_step) override {
    PARETO_TRY_ASSIGN(state, CpuState::make(graph, options, slots, capacity, largest_step, m_kernels, m_team));
    return std::unique_ptr<State>(std::move(state));
  }

private:
  ThreadTeam m_team;
  const Kernels& m_kernels;
  FusionSet m_fusions;
};

} // namespace
} // namespace cpu

std::string cpu_instruction_set() { return cpu_info().avx2 ? "avx2" : "baseline"; }

Result<std::unique_ptr<Executor>> make_cpu_executor(CpuOptions options) {
  const std::string set = options.instruction_set.empty() ? cpu_instruction_set() : options.instruction_set;
  if (set != "baseline" && set != "avx2")
    return fail(ErrorCode::InvalidArgument,
                "There is no instruction set '" + set + "'; the sets are baseline and avx2.");
  if (set == "avx2" && !cpu_info().avx2)
    return fail(ErrorCode::Unsupported, "This processor has no AVX2; use the baseline set.");
  const int threads = options.threads > 0 ? options.threads : cpu_info().usable_threads;
  return std::unique_ptr<Executor>(std::make_unique<cpu::CpuExecutor>(
      threads, set == "avx2" ? cpu::avx2::kernels() : cpu::baseline::kernels(), options.fusions));
}

} // namespace pareto
