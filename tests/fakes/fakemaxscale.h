// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "tests/fakes/control.h"
#include "tests/fakes/listener.h"
#include "tests/fakes/options.h"
#include "tests/fakes/restserver.h"
#include <memory>
#include <vector>

namespace tandem::fakes {

/// A stand-in for one MaxScale: listeners that greet and a REST port, as MaxScale 24.02.4 was seen to answer.
class FakeMaxScale
{
public:
    explicit FakeMaxScale(Options options);

    /// Binds all ports; the error of the first that cannot be.
    Result<void> start();

    /// `words`: options as on the command line, those that may change while it runs. Also by the control socket.
    Result<void> change(const QStringList &words);

    RestServer &rest() { return *m_rest; }
    RestApi &api() { return *m_api; }
    const std::vector<std::unique_ptr<Listener>> &listeners() const { return m_listeners; }
    Vitals vitals() const;

private:
    Result<void> startRest();
    Result<void> startListeners();
    void takeSwitches();

    Options m_options;
    QDateTime m_startedAt;
    std::unique_ptr<RestApi> m_api;
    std::unique_ptr<RestServer> m_rest;
    std::vector<std::unique_ptr<Listener>> m_listeners;
    std::unique_ptr<Control> m_control;
};

} // namespace tandem::fakes
