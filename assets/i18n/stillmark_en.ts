<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
    <context>
        <name>Away</name>
        <message numerus="yes">
            <source>It is locked in %n second(s). Nothing is sent while you are away.</source>
            <translation>
                <numerusform>It is locked in %n second. Nothing is sent while you are away.</numerusform>
                <numerusform>It is locked in %n seconds. Nothing is sent while you are away.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>What was entered is forgotten in %n second(s). Nothing is sent while you are away.</source>
            <translation>
                <numerusform>What was entered is forgotten in %n second. Nothing is sent while you are away.</numerusform>
                <numerusform>What was entered is forgotten in %n seconds. Nothing is sent while you are away.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Cases</name>
        <message numerus="yes">
            <source>%n message(s) wait to be sent</source>
            <translation>
                <numerusform>%n message is waiting to be sent</numerusform>
                <numerusform>%n messages are waiting to be sent</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The registry did not accept %n message(s).</source>
            <translation>
                <numerusform>The registry did not accept %n message.</numerusform>
                <numerusform>The registry did not accept %n messages.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n waiting</source>
            <translation>
                <numerusform>%n waiting</numerusform>
                <numerusform>%n waiting</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Choose</name>
        <message numerus="yes">
            <source>%n file(s) wait. First choose one of the two above.</source>
            <translation>
                <numerusform>%n file waits. First choose one of the two above.</numerusform>
                <numerusform>%n files wait. First choose one of the two above.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) were in the list already.</source>
            <translation>
                <numerusform>%n file was in the list already.</numerusform>
                <numerusform>%n files were in the list already.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Stopped. %n file(s) were not tried.</source>
            <translation>
                <numerusform>Stopped. %n file was not tried.</numerusform>
                <numerusform>Stopped. %n files were not tried.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n ready</source>
            <translation>
                <numerusform>%n ready</numerusform>
                <numerusform>%n ready</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n could not be opened</source>
            <translation>
                <numerusform>%n could not be opened</numerusform>
                <numerusform>%n could not be opened</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n with too little detail</source>
            <translation>
                <numerusform>%n with too little detail</numerusform>
                <numerusform>%n with too little detail</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Making fingerprints: {done} of {total}, about %n second(s) left</source>
            <translation>
                <numerusform>Making fingerprints: {done} of {total}, about %n second left</numerusform>
                <numerusform>Making fingerprints: {done} of {total}, about %n seconds left</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Making fingerprints: {done} of {total}, about %n minute(s) left</source>
            <translation>
                <numerusform>Making fingerprints: {done} of {total}, about %n minute left</numerusform>
                <numerusform>Making fingerprints: {done} of {total}, about %n minutes left</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Copies</name>
        <message numerus="yes">
            <source>We tried everyday edits on this computer, with your %n picture(s).</source>
            <translation>
                <numerusform>We tried everyday edits on this computer, with your %n picture.</numerusform>
                <numerusform>We tried everyday edits on this computer, with your %n pictures.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>We tried everyday edits on this computer, with {tried} of your %n picture(s).</source>
            <translation>
                <numerusform>We tried everyday edits on this computer, with {tried} of your %n picture.</numerusform>
                <numerusform>We tried everyday edits on this computer, with {tried} of your %n pictures.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Data</name>
        <message numerus="yes">
            <source>%n byte(s)</source>
            <translation>
                <numerusform>%n byte</numerusform>
                <numerusform>%n bytes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Found %n time(s)</source>
            <translation>
                <numerusform>Found once</numerusform>
                <numerusform>Found %n times</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Faults</name>
        <message numerus="yes">
            <source>Try again in about %n minute(s).</source>
            <translation>
                <numerusform>Try again in about %n minute.</numerusform>
                <numerusform>Try again in about %n minutes.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Follow</name>
        <message numerus="yes">
            <source>%n picture(s) without a file name were added on another computer, or at another time.</source>
            <translation>
                <numerusform>%n picture without a file name was added on another computer, or at another time.</numerusform>
                <numerusform>%n pictures without a file name were added on another computer, or at another time.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The registry withdraws all %n picture(s) of this case, and platforms are asked to drop them. This is final. A blocked copy may come back.</source>
            <translation>
                <numerusform>The registry withdraws the one picture of this case, and platforms are asked to drop it. This is final. A blocked copy may come back.</numerusform>
                <numerusform>The registry withdraws all %n pictures of this case, and platforms are asked to drop them. This is final. A blocked copy may come back.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Preview</name>
        <message numerus="yes">
            <source>%n digital fingerprint(s)</source>
            <translation>
                <numerusform>%n digital fingerprint</numerusform>
                <numerusform>%n digital fingerprints</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s)</source>
            <translation>
                <numerusform>%n picture</numerusform>
                <numerusform>%n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n video(s)</source>
            <translation>
                <numerusform>%n video</numerusform>
                <numerusform>%n videos</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Sent in %n locked message(s)</source>
            <translation>
                <numerusform>Sent in %n locked message</numerusform>
                <numerusform>Sent in %n locked messages</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>For each: picture or video, real or made (%n made)</source>
            <translation>
                <numerusform>For each: picture or video, real or made (%n made)</numerusform>
                <numerusform>For each: picture or video, real or made (%n made)</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n picture(s) with too little detail are left out. Platforms would not use them.</source>
            <translation>
                <numerusform>%n picture with too little detail is left out. Platforms would not use it.</numerusform>
                <numerusform>%n pictures with too little detail are left out. Platforms would not use them.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Registry</name>
        <message numerus="yes">
            <source>Keeps a fingerprint for %n day(s)</source>
            <translation>
                <numerusform>Keeps a fingerprint for %n day</numerusform>
                <numerusform>Keeps a fingerprint for %n days</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Resume</name>
        <message numerus="yes">
            <source>%n of 12 words</source>
            <translation>
                <numerusform>%n of 12 words</numerusform>
                <numerusform>%n of 12 words</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Send</name>
        <message numerus="yes">
            <source>%n digital fingerprint(s)</source>
            <translation>
                <numerusform>%n digital fingerprint</numerusform>
                <numerusform>%n digital fingerprints</numerusform>
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
        <name>Settings</name>
        <message numerus="yes">
            <source>After %n minute(s)</source>
            <translation>
                <numerusform>After %n minute</numerusform>
                <numerusform>After %n minutes</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Sheet</name>
        <message numerus="yes">
            <source>Received {day}: %n picture(s)</source>
            <translation>
                <numerusform>Received {day}: %n picture</numerusform>
                <numerusform>Received {day}: %n pictures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>States</name>
        <message numerus="yes">
            <source>The registry itself took out part of %n picture(s)</source>
            <translation>
                <numerusform>The registry itself took out part of %n picture</numerusform>
                <numerusform>The registry itself took out part of %n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The registry itself took out %n picture(s)</source>
            <translation>
                <numerusform>The registry itself took out %n picture</numerusform>
                <numerusform>The registry itself took out %n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n message(s) wait to be sent. Sending again is safe.</source>
            <translation>
                <numerusform>%n message waits to be sent. Sending again is safe.</numerusform>
                <numerusform>%n messages wait to be sent. Sending again is safe.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The registry received %n picture(s)</source>
            <translation>
                <numerusform>The registry received %n picture</numerusform>
                <numerusform>The registry received %n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>The registry took back %n picture(s)</source>
            <translation>
                <numerusform>The registry took back %n picture</numerusform>
                <numerusform>The registry took back %n pictures</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n receipt(s) for case {cases}, signed by {registry}, the newest on {day}.</source>
            <translation>
                <numerusform>%n receipt for case {cases}, signed by {registry} on {day}.</numerusform>
                <numerusform>%n receipts for case {cases}, signed by {registry}, the newest on {day}.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{platform}: %n picture(s)</source>
            <translation>
                <numerusform>{platform}: %n picture</numerusform>
                <numerusform>{platform}: %n pictures</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Window</name>
        <message numerus="yes">
            <source>Press Shift %n more time(s) to exit</source>
            <translation>
                <numerusform>Press Shift %n more time to exit</numerusform>
                <numerusform>Press Shift %n more times to exit</numerusform>
            </translation>
        </message>
    </context>
</TS>
