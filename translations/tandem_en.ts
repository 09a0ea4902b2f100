<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>tandem::gui::ActionText</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln open session(s) on %2 break(s); clients that connect again reach %1.</source>
        <translation>
            <numerusform>%Ln open session on %2 breaks; clients that connect again reach %1.</numerusform>
            <numerusform>%Ln open sessions on %2 break; clients that connect again reach %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::Desktop</name>
    <message numerus="yes">
        <source>%1 has %n mistake(s)</source>
        <translation>
            <numerusform>%1 has %n mistake</numerusform>
            <numerusform>%1 has %n mistakes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n log(s)</source>
        <translation>
            <numerusform>%n log</numerusform>
            <numerusform>%n logs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::DraftPage</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::EventsPage</name>
    <message numerus="yes">
        <source>%n event(s)</source>
        <translation>
            <numerusform>%n event</numerusform>
            <numerusform>%n events</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::Format</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <comment>the last …</comment>
        <translation>
            <numerusform>minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <comment>the last …</comment>
        <translation>
            <numerusform>hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::Headline</name>
    <message numerus="yes">
        <source>%1 holds %2, %n node(s) could take it</source>
        <translation>
            <numerusform>%1 holds %2, one other node could take it</numerusform>
            <numerusform>%1 holds %2, %n other nodes could take it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Connecting to %n helper(s)…</source>
        <translation>
            <numerusform>Connecting to the helper…</numerusform>
            <numerusform>Connecting to %n helpers…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::HostsPage</name>
    <message numerus="yes">
        <source>%n error(s)</source>
        <translation>
            <numerusform>%n error</numerusform>
            <numerusform>%n errors</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not known</source>
        <translation>
            <numerusform>%n not known</numerusform>
            <numerusform>%n not known</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::MainWindow</name>
    <message numerus="yes">
        <source>%n alarm(s)</source>
        <translation>
            <numerusform>%n alarm</numerusform>
            <numerusform>%n alarms</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::NodeCard</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::RecentStates</name>
    <message numerus="yes">
        <source>%n move(s)</source>
        <translation>
            <numerusform>%n move</numerusform>
            <numerusform>%n moves</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>tandem::gui::ReviewPage</name>
    <message numerus="yes">
        <source>%n finding(s)</source>
        <translation>
            <numerusform>%n finding</numerusform>
            <numerusform>%n findings</numerusform>
        </translation>
    </message>
</context>
</TS>
