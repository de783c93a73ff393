import {Box} from 'ink';
import type {ReactNode} from 'react';
import {layoutOf} from './layout.ts';
import type {Model} from './model.ts';
import {Footer} from './parts/footer.tsx';
import {Banner} from './parts/header.tsx';
import {NoticeLines} from './parts/notice.tsx';
import {NotOpened, Opening, Reading} from './screens/asides.tsx';
import {FirstRun} from './screens/first-run.tsx';
import {History} from './screens/history.tsx';
import {Active, Roles} from './screens/lists.tsx';
import {Bundles, Leaving} from './screens/parting.tsx';
import {Question} from './screens/question.tsx';
import {Request} from './screens/request.tsx';
import {SignIn} from './screens/sign-in.tsx';

/** The whole terminal as a picture of the model, exactly as wide and as tall as the terminal is. */
export function Picture({model}: {readonly model: Model}): ReactNode {
  return (
    <Box flexDirection="column" width={model.size.columns} height={model.size.rows}>
      <Banner model={model} />
      <Body model={model} />
      <NoticeLines model={model} layout={layoutOf(model)} />
      <Footer model={model} />
    </Box>
  );
}

function Body({model}: {readonly model: Model}): ReactNode {
  const {screen} = model;
  switch (screen.type) {
    case 'opening':
      return <Opening model={model} />;
    case 'not-opened':
      return <NotOpened model={model} problem={screen.problem} />;
    case 'first-run':
      return <FirstRun model={model} screen={screen} />;
    case 'sign-in':
      return <SignIn model={model} screen={screen} />;
    case 'roles':
      return <Roles model={model} />;
    case 'active':
      return <Active model={model} />;
    case 'history':
      return <History model={model} />;
    case 'request':
      return <Request model={model} screen={screen} />;
    case 'bundles':
      return <Bundles model={model} screen={screen} />;
    case 'leaving':
      return <Leaving model={model} />;
    case 'question':
      return <Question model={model} screen={screen} />;
    case 'help':
    case 'problems':
    case 'story':
    case 'preview':
      return <Reading model={model} page={screen} />;
  }
}
