// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actionport.h"

#include <utility>
#include <vector>

namespace tandem::gui::scenes {

/// Keeps what was asked, and answers when a test says so.
class PortRecord : public ActionPort
{
public:
    std::optional<rpc::Role> roleOn(int) const override { return role; }
    void ask(const ActionRequest &request, Answer answer) override
    {
        asked.push_back(request);
        m_answers.push_back(std::move(answer));
    }
    void answer(const Result<void> &result)
    {
        auto answers = std::exchange(m_answers, {});
        for (const Answer &each : answers)
            each(result);
    }

    std::optional<rpc::Role> role = rpc::Role::Operator;
    std::vector<ActionRequest> asked;

private:
    std::vector<Answer> m_answers;
};

} // namespace tandem::gui::scenes
