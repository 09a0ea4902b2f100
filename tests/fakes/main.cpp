// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/exitcode.h"
#include "tests/fakes/fakemaxscale.h"
#include <QCoreApplication>
#include <QSocketNotifier>
#include <csignal>
#include <cstdio>
#include <sys/signalfd.h>

using namespace tandem;

namespace {

int complain(const Error &error)
{
    std::fprintf(stderr, "fake-maxscale: %s\n", describe(error).c_str());
    return static_cast<int>(exitCodeOf(error.code));
}

/// SIGTERM and SIGINT as a descriptor, so that the event loop ends in order.
int signalDescriptor()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

} // namespace

int main(int argc, char **argv)
{
    const int endingSignals = signalDescriptor();
    QCoreApplication application(argc, argv);
    const auto options = fakes::parseOptions(QCoreApplication::arguments());
    if (!options)
        return complain(options.error());
    if (!options->print.isEmpty()) {
        std::fputs(qPrintable(options->print), stdout);
        return 0;
    }
    fakes::FakeMaxScale maxscale(*options);
    if (const auto started = maxscale.start(); !started)
        return complain(started.error());
    QSocketNotifier ending(endingSignals, QSocketNotifier::Read);
    QObject::connect(&ending, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    return QCoreApplication::exec();
}
