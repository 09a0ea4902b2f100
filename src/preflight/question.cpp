// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/question.h"

#include <algorithm>
#include <array>

namespace tandem::preflight {

std::string_view nameOf(Outcome outcome)
{
    constexpr std::array<std::string_view, 5> names{"fine", "not-known", "note", "warning", "error"};
    return names.at(static_cast<std::size_t>(outcome));
}

std::span<const Question *const> allQuestions()
{
    static constexpr std::array<const Question *, 14> all{
        &helperAnswers,   &sameVersions,     &sameFile,        &interfacesAreThere, &vipsFitTheirNetworks,
        &vipsAreFree,     &routerIdsAreFree, &otherPrograms,   &advertsPass,        &kernelSettings,
        &networkManagers, &clocksAgree,      &maxScaleAnswers, &modeCanBeWritten};
    return all;
}

std::vector<Answer> ask(const View &view, std::span<const std::string> codes)
{
    std::vector<Answer> answers;
    for (const Question *question : allQuestions()) {
        if (!codes.empty() && std::ranges::find(codes, question->code) == codes.end())
            continue;
        Report report(question->code, answers);
        question->ask(view, report);
    }
    return answers;
}

} // namespace tandem::preflight
